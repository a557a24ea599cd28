/** The share of pixels at either end of a range that can be wrong without any effect. */
const OUTLIER_SHARE = 0.05;

/** From this many pixels on, one can be. */
const FEWEST_WITH_OUTLIER = 10;

/** Radii of the tip in radii of the base: from a cone to a column. */
const TIP_SHARES: readonly number[] = Array.from({ length: 20 }, (_, i) => (i + 1) / 20);

/** The outline of a tree from its foot to its tip. */
export interface TreeEdge {
  /** The radius at its foot, the largest. */
  readonly base: number;
  /** The radius at a height from 0 to 1. */
  radiusAt(height: number): number;
}

/**
 * The narrowest cone or column that holds all pixels but `OUTLIER_SHARE`.
 *
 * @param heights from 0 to 1
 * @param distances from the trunk, of the same pixels
 */
export function fitTreeEdge(heights: readonly number[], distances: readonly number[]): TreeEdge {
  const fits = TIP_SHARES.map((tip) => {
    const width = (height: number) => 1 - (1 - tip) * height;
    const base = withoutLargest(distances.map((distance, i) => distance / width(heights[i]!)));
    return { area: base * (1 + tip), base, radiusAt: (height: number) => base * width(height) };
  });
  return fits.reduce((best, fit) => (fit.area < best.area ? fit : best));
}

/** From 0 for the lowest to 1 for the highest. */
export function relativeHeights(z: readonly number[]): number[] {
  const lowest = Math.min(...z);
  const extent = Math.max(...z) - lowest || 1;
  return z.map((value) => (value - lowest) / extent);
}

/** The range without the lowest and the highest values, `OUTLIER_SHARE` of them at each end, and at least one. */
export function trimmedRange(values: readonly number[]): readonly [low: number, high: number] {
  const sorted = values.toSorted((a, b) => a - b);
  const oneOfFew = sorted.length >= FEWEST_WITH_OUTLIER ? 1 : 0;
  const trimmedCount = Math.max(oneOfFew, Math.floor(OUTLIER_SHARE * sorted.length));
  return [sorted[trimmedCount]!, sorted[sorted.length - 1 - trimmedCount]!];
}

function withoutLargest(values: readonly number[]): number {
  return trimmedRange(values)[1];
}
