import { bytesToOklab, type Oklab } from '@garland/animations/color-spaces';

/** Red, green and blue bytes. */
type RgbBytes = readonly [number, number, number];

/** The few colours of an image with a palette. */
export interface ColorTable {
  readonly colors: readonly RgbBytes[];
  /** The index of the colour that looks most like this one. */
  nearestIndex(red: number, green: number, blue: number): number;
}

/** A colour that occurs, with its place in OKLab, where distance is perceived difference. */
interface WeightedColor {
  readonly rgb: RgbBytes;
  readonly lab: Oklab;
  readonly weight: number;
}

/** Colours are counted without the lowest two bits of each channel, and looked up without the lowest bit. */
const HISTOGRAM_BITS = 6;
const LOOKUP_BITS = 7;
/** Rounds of k-means after the median cut; more make hardly any difference. */
const KMEANS_ROUNDS = 3;

/** At most `size` colours for these images of R, G, B bytes. The same images give the same table. */
export function buildColorTable(images: Iterable<Uint8Array>, size: number): ColorTable {
  const samples = colorHistogram(images);
  let means = medianCut(samples, size).map(meanOf);
  for (let round = 0; round < KMEANS_ROUNDS; round++) means = kMeansRound(samples, means);
  return { colors: means.map(({ rgb }) => roundColor(rgb)), nearestIndex: cachedNearestIndex(means) };
}

function colorHistogram(images: Iterable<Uint8Array>): WeightedColor[] {
  const counts = new Uint32Array(1 << (3 * HISTOGRAM_BITS));
  for (const image of images) {
    for (let at = 0; at < image.length; at += 3) {
      counts[packColor(image[at]!, image[at + 1]!, image[at + 2]!, HISTOGRAM_BITS)]! += 1;
    }
  }
  const samples: WeightedColor[] = [];
  counts.forEach((count, key) => {
    if (count === 0) return;
    const rgb = unpackColor(key, HISTOGRAM_BITS);
    // The square root, or a large dark sky would take nearly all colours.
    samples.push({ rgb, lab: bytesToOklab(...rgb), weight: Math.sqrt(count) });
  });
  return samples;
}

/** Splits the samples in two where they differ most, until there are `size` parts. */
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

/** The axis on which the samples vary most, and their variance on it. */
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
  const rgb: RgbBytes = [mean(({ rgb }) => rgb[0]), mean(({ rgb }) => rgb[1]), mean(({ rgb }) => rgb[2])];
  return { rgb, lab: bytesToOklab(...rgb), weight };
}

/** One round of k-means: each mean moves to the middle of the samples nearest to it. */
function kMeansRound(samples: readonly WeightedColor[], means: readonly WeightedColor[]): WeightedColor[] {
  const groups: WeightedColor[][] = means.map(() => []);
  const nearest = nearestMean(means);
  for (const sample of samples) groups[nearest(sample.lab)]!.push(sample);
  return groups.filter((group) => group.length > 0).map(meanOf);
}

function nearestMean(means: readonly WeightedColor[]): (lab: Oklab) => number {
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

/** Caches results: images ask for the same colours again and again. */
function cachedNearestIndex(means: readonly WeightedColor[]): ColorTable['nearestIndex'] {
  const nearest = nearestMean(means);
  const cache = new Int16Array(1 << (3 * LOOKUP_BITS)).fill(-1);
  return (red, green, blue) => {
    const key = packColor(red, green, blue, LOOKUP_BITS);
    if (cache[key]! < 0) cache[key] = nearest(bytesToOklab(...unpackColor(key, LOOKUP_BITS)));
    return cache[key]!;
  };
}

/** The highest bits of each channel as one number. */
function packColor(red: number, green: number, blue: number, bits: number): number {
  const droppedBits = 8 - bits;
  return ((red >> droppedBits) << (2 * bits)) | ((green >> droppedBits) << bits) | (blue >> droppedBits);
}

/** The middle of all colours with this packed value. */
function unpackColor(key: number, bits: number): RgbBytes {
  const droppedBits = 8 - bits;
  const mask = (1 << bits) - 1;
  const channel = (place: number): number =>
    (((key >> (place * bits)) & mask) << droppedBits) + (1 << (droppedBits - 1));
  return [channel(2), channel(1), channel(0)];
}

function roundColor([red, green, blue]: RgbBytes): RgbBytes {
  return [Math.round(red), Math.round(green), Math.round(blue)];
}
