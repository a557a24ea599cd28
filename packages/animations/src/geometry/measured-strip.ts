import { type Point, type Strip, stripFromPoints, validatePoints } from './strip-geometry.ts';

/** What a camera made of a tree, as a strip. */
export interface MeasuredStrip {
  readonly strip: Strip;
  /** The pixels that were measured off the tree and have been put back on it, in strip order. */
  readonly outliers: readonly number[];
}

/** So large a share of the pixels at either end may be measured wrong and do no harm. */
const OUTLIER_SHARE = 0.05;
/** A sound pixel is at most so far beyond the others: a cone's tip, and boughs that stick out. In their own extents. */
const OUTLIER_MARGIN = { height: 0.35, radius: 0.25 } as const;
/** What is more slender is a pole. In radii of the base. */
const MAX_ASPECT_RATIO = 50;

/**
 * A strip from a GIFT coordinates file or anything like it: z points up, and one looks at the tree from +x. The unit, and
 * where the origin lies, are whatever they were when the tree was measured.
 *
 * Measuring has outliers, mostly reflections in windows, so no single pixel decides anything:
 * - The trunk stands in the middle of what nine tenths of the pixels span in x, and in y.
 * - A pixel that is higher, lower or farther out than nine tenths of them by more than a tree could be (`BEYOND`) is put
 *   where the highest, lowest or farthest of the others is, and told.
 * - Then the farthest pixel has distance 1, the lowest z = 0, and proportions are kept.
 * - The tree is turned by a quarter, so that who looks from +x there looks from −y here.
 *
 * @throws {RangeError} unless there is a point and every coordinate is a number of at most a million
 */
export function measuredStrip(points: readonly Point[]): MeasuredStrip {
  validatePoints(points);
  const trunk = {
    x: trimmedMidrange(points.map(({ x }) => x)),
    y: trimmedMidrange(points.map(({ y }) => y)),
  };
  const facingFront = points.map(({ x, y, z }) => ({ x: y - trunk.y, y: trunk.x - x, z }));
  const heights = clampOutliers(
    facingFront.map(({ z }) => z),
    OUTLIER_MARGIN.height,
  );
  const distances = facingFront.map(({ x, y }) => Math.hypot(x, y));
  // Nobody hangs nearer to the trunk than on it: there, nothing is too near.
  const clampedDistances = clampOutliers(distances, OUTLIER_MARGIN.radius, 0);
  const clampedPoints = facingFront.map(({ x, y }, i) => {
    const share = distances[i]! > 0 ? clampedDistances[i]! / distances[i]! : 1;
    return { x: x * share, y: y * share, z: heights[i]! };
  });
  const outliers = Array.from(points.keys()).filter(
    (i) => heights[i] !== facingFront[i]!.z || clampedDistances[i] !== distances[i],
  );
  return { strip: stripFromPoints(toTreeUnits(clampedPoints)), outliers };
}

/** The values, with those beyond what the sound ones span, and `beyond` times that, put to the end of what is left. */
function clampOutliers(values: readonly number[], margin: number, minimum?: number): number[] {
  const [from, to] = trimmedRange(values);
  const low = minimum ?? from;
  const tolerance = margin * (to - low);
  const inliers = values.filter((value) => value >= low - tolerance && value <= to + tolerance);
  const [lowest, highest] = [Math.min(...inliers), Math.max(...inliers)];
  return values.map((value) => Math.min(highest, Math.max(lowest, value)));
}

function toTreeUnits(points: readonly Point[]): Point[] {
  const lowest = Math.min(...points.map(({ z }) => z));
  const tall = Math.max(...points.map(({ z }) => z)) - lowest;
  const far = Math.max(...points.map(({ x, y }) => Math.hypot(x, y)));
  const unit = Math.max(far, tall / MAX_ASPECT_RATIO) || 1;
  return points.map(({ x, y, z }) => ({ x: x / unit, y: y / unit, z: (z - lowest) / unit }));
}

function trimmedMidrange(values: readonly number[]): number {
  const [low, high] = trimmedRange(values);
  return (low + high) / 2;
}

/** Between which values lie all but the wild ones. */
function trimmedRange(values: readonly number[]): readonly [low: number, high: number] {
  const sorted = values.toSorted((a, b) => a - b);
  const last = sorted.length - 1;
  const trimmedCount = Math.floor(OUTLIER_SHARE * sorted.length);
  return [sorted[trimmedCount]!, sorted[last - trimmedCount]!];
}
