import { labOf } from '../terminal/oklab.ts';

type Triple = readonly [number, number, number];

/** A few colours that stand for all others. */
export interface ColourTable {
  /** Red, green and blue bytes. */
  readonly colours: readonly Triple[];
  /** The number of the colour that looks most like this one. */
  nearest(red: number, green: number, blue: number): number;
}

/** A colour that occurs: its bytes, where it is in OKLab, in which distance is what the eye sees, and its weight. */
interface Sample {
  readonly rgb: Triple;
  readonly lab: Triple;
  readonly weight: number;
}

/** Colours are counted without the lowest two bits of each channel, and looked up without the lowest one. */
const COUNTED_BITS = 6;
const SOUGHT_BITS = 7;
/** Rounds of k-means after the median cut: more change next to nothing. */
const ROUNDS = 3;

/** At most `size` colours for these pictures of R, G, B bytes. The same pictures give the same table. */
export function colourTable(pictures: Iterable<Uint8Array>, size: number): ColourTable {
  const samples = samplesOf(pictures);
  let means = medianCut(samples, size).map(meanOf);
  for (let round = 0; round < ROUNDS; round++) means = settled(samples, means);
  return { colours: means.map(({ rgb }) => rounded(rgb)), nearest: finder(means) };
}

function samplesOf(pictures: Iterable<Uint8Array>): Sample[] {
  const counts = new Uint32Array(1 << (3 * COUNTED_BITS));
  for (const picture of pictures) {
    for (let at = 0; at < picture.length; at += 3) {
      counts[keyOf(picture[at]!, picture[at + 1]!, picture[at + 2]!, COUNTED_BITS)]! += 1;
    }
  }
  const samples: Sample[] = [];
  counts.forEach((count, key) => {
    if (count === 0) return;
    const rgb = colourOf(key, COUNTED_BITS);
    // The square root: a large dark sky would otherwise take all the colours there are.
    samples.push({ rgb, lab: labTriple(rgb), weight: Math.sqrt(count) });
  });
  return samples;
}

/** Splits the samples in two where they differ most, and again, until there are so many parts. */
function medianCut(samples: Sample[], size: number): Sample[][] {
  const parts = [spreadOf(samples)];
  while (parts.length < size) {
    const widest = parts.reduce((most, part) => (part.spread > most.spread ? part : most));
    if (widest.spread === 0) break;
    const { samples: whole, axis } = widest;
    whole.sort((a, b) => a.lab[axis]! - b.lab[axis]!);
    const half = whole.reduce((sum, { weight }) => sum + weight, 0) / 2;
    let cut = 1;
    for (let sum = whole[0]!.weight; cut < whole.length - 1 && sum < half; cut++) sum += whole[cut]!.weight;
    parts.splice(parts.indexOf(widest), 1, spreadOf(whole.slice(0, cut)), spreadOf(whole.slice(cut)));
  }
  return parts.map((part) => part.samples);
}

/** How far the samples are from their mean, on the axis on which they are farthest. */
function spreadOf(samples: Sample[]): { samples: Sample[]; axis: number; spread: number } {
  const { lab } = meanOf(samples);
  const spreads = lab.map((middle, axis) =>
    samples.reduce((sum, sample) => sum + sample.weight * (sample.lab[axis]! - middle) ** 2, 0),
  );
  const spread = samples.length > 1 ? Math.max(...spreads) : 0;
  return { samples, axis: Math.max(0, spreads.indexOf(spread)), spread };
}

function meanOf(samples: readonly Sample[]): Sample {
  const weight = samples.reduce((sum, sample) => sum + sample.weight, 0);
  const mean = (of: (sample: Sample) => number): number =>
    samples.reduce((sum, sample) => sum + sample.weight * of(sample), 0) / weight;
  const rgb: Triple = [mean(({ rgb }) => rgb[0]), mean(({ rgb }) => rgb[1]), mean(({ rgb }) => rgb[2])];
  return { rgb, lab: labTriple(rgb), weight };
}

/** One round of k-means: each mean moves to the middle of what is nearest to it. */
function settled(samples: readonly Sample[], means: readonly Sample[]): Sample[] {
  const groups: Sample[][] = means.map(() => []);
  const nearest = nearestOf(means);
  for (const sample of samples) groups[nearest(sample.lab)]!.push(sample);
  return groups.filter((group) => group.length > 0).map(meanOf);
}

function nearestOf(means: readonly Sample[]): (lab: Triple) => number {
  const places = Float64Array.from(means.flatMap(({ lab }) => lab));
  return (lab) => {
    let best = 0;
    let least = Infinity;
    for (let at = 0; at < places.length; at += 3) {
      const distance =
        (places[at]! - lab[0]) ** 2 + (places[at + 1]! - lab[1]) ** 2 + (places[at + 2]! - lab[2]) ** 2;
      if (distance >= least) continue;
      least = distance;
      best = at / 3;
    }
    return best;
  };
}

/** Remembers what was found: pictures ask for the same colours again and again. */
function finder(means: readonly Sample[]): ColourTable['nearest'] {
  const nearest = nearestOf(means);
  const found = new Int16Array(1 << (3 * SOUGHT_BITS)).fill(-1);
  return (red, green, blue) => {
    const key = keyOf(red, green, blue, SOUGHT_BITS);
    if (found[key]! < 0) found[key] = nearest(labTriple(colourOf(key, SOUGHT_BITS)));
    return found[key]!;
  };
}

/** The highest bits of each channel as one number, and the colour in the middle of all that have the same. */
function keyOf(red: number, green: number, blue: number, bits: number): number {
  const lost = 8 - bits;
  return ((red >> lost) << (2 * bits)) | ((green >> lost) << bits) | (blue >> lost);
}

function colourOf(key: number, bits: number): Triple {
  const lost = 8 - bits;
  const mask = (1 << bits) - 1;
  const channel = (place: number): number => (((key >> (place * bits)) & mask) << lost) + (1 << (lost - 1));
  return [channel(2), channel(1), channel(0)];
}

function labTriple(rgb: Triple): Triple {
  const { lightness, a, b } = labOf(...rgb);
  return [lightness, a, b];
}

function rounded([red, green, blue]: Triple): Triple {
  return [Math.round(red), Math.round(green), Math.round(blue)];
}
