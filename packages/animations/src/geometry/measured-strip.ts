import { type Point, type Strip, stripFromPoints, validatePoints } from './strip-geometry.ts';
import { MAX_ASPECT_RATIO } from './surface-metrics.ts';

/** A strip from positions that cameras measured. */
export interface MeasuredStrip {
  readonly strip: Strip;
  /** The pixels that were measured off the tree and moved back onto it, in strip order. */
  readonly outliers: readonly number[];
}

/** The share of pixels at either end that can be wrong without any effect. */
const OUTLIER_SHARE = 0.05;
/** How far a valid pixel can be beyond the others, such as the tip or branches that stick out. In their own extents. */
const OUTLIER_MARGIN = { height: 0.35, radius: 0.25 } as const;

/**
 * A strip from a GIFT coordinates file or similar: z points up, and the viewer is at +x. Unit and origin can be any.
 *
 * Measurements have outliers, mostly reflections in windows, so no single pixel decides anything:
 * - The trunk is in the middle of nine tenths of the pixels in x and in y.
 * - A pixel that is beyond nine tenths of them by more than a tree allows (`OUTLIER_MARGIN`) is moved to the highest,
 *   lowest or farthest of the others, and reported.
 * - The result is scaled so that the farthest pixel has distance 1 and the lowest z = 0.
 * - It is turned by a quarter, so that the viewer moves from +x to −y.
 *
 * @throws {RangeError} without points, or for a coordinate that is not a number of at most a million
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
  // No pixel can be too near to the trunk.
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

/** The values, with those outside the trimmed range by more than `margin` moved to the nearest valid one. */
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

/** The range without the lowest and highest values. */
function trimmedRange(values: readonly number[]): readonly [low: number, high: number] {
  const sorted = values.toSorted((a, b) => a - b);
  const last = sorted.length - 1;
  const trimmedCount = Math.floor(OUTLIER_SHARE * sorted.length);
  return [sorted[trimmedCount]!, sorted[last - trimmedCount]!];
}
