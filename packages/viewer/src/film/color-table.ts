import { toOklab } from '../core/oklab.ts';

type Triple = readonly [number, number, number];

/** A few colours that stand for all others. */
export interface ColorTable {
  /** Red, green and blue bytes. */
  readonly colors: readonly Triple[];
  /** The number of the colour that looks most like this one. */
  nearestIndex(red: number, green: number, blue: number): number;
}

/** A colour that occurs: its bytes, where it is in OKLab, in which distance is what the eye sees, and its weight. */
interface WeightedColor {
  readonly rgb: Triple;
  readonly lab: Triple;
  readonly weight: number;
}

/** Colours are counted without the lowest two bits of each channel, and looked up without the lowest one. */
const HISTOGRAM_BITS = 6;
const LOOKUP_BITS = 7;
/** Rounds of k-means after the median cut: more change next to nothing. */
const KMEANS_ROUNDS = 3;

/** At most `size` colours for these pictures of R, G, B bytes. The same pictures give the same table. */
export function buildColorTable(images: Iterable<Uint8Array>, size: number): ColorTable {
  const samples = colorHistogram(images);
  let means = medianCut(samples, size).map(meanOf);
  for (let round = 0; round < KMEANS_ROUNDS; round++) means = kMeansRound(samples, means);
  return { colors: means.map(({ rgb }) => roundColor(rgb)), nearestIndex: cachedNearestIndex(means) };
}

function colorHistogram(images: Iterable<Uint8Array>): WeightedColor[] {
  const counts = new Uint32Array(1 << (3 * HISTOGRAM_BITS));
  for (const picture of images) {
    for (let at = 0; at < picture.length; at += 3) {
      counts[packColor(picture[at]!, picture[at + 1]!, picture[at + 2]!, HISTOGRAM_BITS)]! += 1;
    }
  }
  const samples: WeightedColor[] = [];
  counts.forEach((count, key) => {
    if (count === 0) return;
    const rgb = unpackColor(key, HISTOGRAM_BITS);
    // The square root: a large dark sky would otherwise take all the colours there are.
    samples.push({ rgb, lab: oklabTriple(rgb), weight: Math.sqrt(count) });
  });
  return samples;
}

/** Splits the samples in two where they differ most, and again, until there are so many parts. */
function medianCut(samples: WeightedColor[], size: number): WeightedColor[][] {
  const buckets = [spreadOf(samples)];
  while (buckets.length < size) {
    const widest = buckets.reduce((most, part) => (part.spread > most.spread ? part : most));
    if (widest.spread === 0) break;
    const { samples: whole, axis } = widest;
    whole.sort((a, b) => a.lab[axis]! - b.lab[axis]!);
    const half = whole.reduce((sum, { weight }) => sum + weight, 0) / 2;
    let cut = 1;
    for (let sum = whole[0]!.weight; cut < whole.length - 1 && sum < half; cut++) sum += whole[cut]!.weight;
    buckets.splice(buckets.indexOf(widest), 1, spreadOf(whole.slice(0, cut)), spreadOf(whole.slice(cut)));
  }
  return buckets.map((part) => part.samples);
}

/** How far the samples are from their mean, on the axis on which they are farthest. */
function spreadOf(samples: WeightedColor[]): { samples: WeightedColor[]; axis: number; spread: number } {
  const { lab } = meanOf(samples);
  const spreads = lab.map((middle, axis) =>
    samples.reduce((sum, sample) => sum + sample.weight * (sample.lab[axis]! - middle) ** 2, 0),
  );
  const spread = samples.length > 1 ? Math.max(...spreads) : 0;
  return { samples, axis: Math.max(0, spreads.indexOf(spread)), spread };
}

function meanOf(samples: readonly WeightedColor[]): WeightedColor {
  const weight = samples.reduce((sum, sample) => sum + sample.weight, 0);
  const mean = (of: (sample: WeightedColor) => number): number =>
    samples.reduce((sum, sample) => sum + sample.weight * of(sample), 0) / weight;
  const rgb: Triple = [mean(({ rgb }) => rgb[0]), mean(({ rgb }) => rgb[1]), mean(({ rgb }) => rgb[2])];
  return { rgb, lab: oklabTriple(rgb), weight };
}

/** One round of k-means: each mean moves to the middle of what is nearest to it. */
function kMeansRound(samples: readonly WeightedColor[], means: readonly WeightedColor[]): WeightedColor[] {
  const groups: WeightedColor[][] = means.map(() => []);
  const nearest = nearestMean(means);
  for (const sample of samples) groups[nearest(sample.lab)]!.push(sample);
  return groups.filter((group) => group.length > 0).map(meanOf);
}

function nearestMean(means: readonly WeightedColor[]): (lab: Triple) => number {
  const coordinates = Float64Array.from(means.flatMap(({ lab }) => lab));
  return (lab) => {
    let best = 0;
    let leastDistance = Infinity;
    for (let at = 0; at < coordinates.length; at += 3) {
      const distance =
        (coordinates[at]! - lab[0]) ** 2 +
        (coordinates[at + 1]! - lab[1]) ** 2 +
        (coordinates[at + 2]! - lab[2]) ** 2;
      if (distance >= leastDistance) continue;
      leastDistance = distance;
      best = at / 3;
    }
    return best;
  };
}

/** Remembers what was found: pictures ask for the same colours again and again. */
function cachedNearestIndex(means: readonly WeightedColor[]): ColorTable['nearestIndex'] {
  const nearest = nearestMean(means);
  const cache = new Int16Array(1 << (3 * LOOKUP_BITS)).fill(-1);
  return (red, green, blue) => {
    const key = packColor(red, green, blue, LOOKUP_BITS);
    if (cache[key]! < 0) cache[key] = nearest(oklabTriple(unpackColor(key, LOOKUP_BITS)));
    return cache[key]!;
  };
}

/** The highest bits of each channel as one number, and the colour in the middle of all that have the same. */
function packColor(red: number, green: number, blue: number, bits: number): number {
  const droppedBits = 8 - bits;
  return ((red >> droppedBits) << (2 * bits)) | ((green >> droppedBits) << bits) | (blue >> droppedBits);
}

function unpackColor(key: number, bits: number): Triple {
  const droppedBits = 8 - bits;
  const mask = (1 << bits) - 1;
  const channel = (place: number): number =>
    (((key >> (place * bits)) & mask) << droppedBits) + (1 << (droppedBits - 1));
  return [channel(2), channel(1), channel(0)];
}

function oklabTriple(rgb: Triple): Triple {
  const { lightness, a, b } = toOklab(...rgb);
  return [lightness, a, b];
}

function roundColor([red, green, blue]: Triple): Triple {
  return [Math.round(red), Math.round(green), Math.round(blue)];
}
