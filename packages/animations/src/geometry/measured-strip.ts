import { type Point, type Strip, stripFromPoints, validatePoints } from './strip-geometry.ts';
import { MAX_ASPECT_RATIO } from './surface-metrics.ts';
import { fitTreeEdge, trimmedRange } from './tree-edge.ts';

/** A strip from positions that cameras measured. */
export interface MeasuredStrip {
  readonly strip: Strip;
  /** The pixels that were measured off the tree and moved back onto it, in strip order. */
  readonly outliers: readonly number[];
}

/** How far a valid pixel can be beyond the others, such as the tip or branches that stick out. In their own extents. */
const OUTLIER_MARGIN = { height: 0.35, radius: 0.25 } as const;

/**
 * A strip from a GIFT coordinates file or similar: z points up, and the viewer is at +x. Unit and origin can be any.
 *
 * Measurements have outliers, mostly reflections in windows, so no single pixel decides anything:
 * - The trunk is in the middle of nine tenths of the pixels in x and in y.
 * - A pixel that is higher or lower than nine tenths of them by more than a tree allows (`OUTLIER_MARGIN`) is moved to the
 *   highest or lowest of the others, and reported.
 * - A pixel that is then farther from the trunk than a tree allows at that height is moved to the tree's edge, and reported.
 * - The result is scaled so that the farthest pixel has distance 1 and the lowest z = 0.
 * - It is turned by a quarter, so that the viewer moves from +x to −y.
 *
 * @throws {RangeError} without points, or for a coordinate that is not a number of at most a million
 */
export function measuredStrip(points: readonly Point[]): MeasuredStrip {
  validatePoints(points);
  const facingFront = turnToFront(points);
  const onTree = moveOutliers(facingFront);
  const outliers = Array.from(points.keys()).filter((i) => onTree[i] !== facingFront[i]);
  return { strip: stripFromPoints(toTreeUnits(onTree)), outliers };
}

/** The points with the trunk at the origin and the viewer at −y. */
function turnToFront(points: readonly Point[]): Point[] {
  const trunkX = trimmedMidrange(points.map(({ x }) => x));
  const trunkY = trimmedMidrange(points.map(({ y }) => y));
  return points.map(({ x, y, z }) => ({ x: y - trunkY, y: trunkX - x, z }));
}

/** The points, with those off the tree replaced by the nearest place on it. */
function moveOutliers(points: readonly Point[]): Point[] {
  const z = clampOutliers(points.map((point) => point.z));
  const [lowest, highest] = [Math.min(...z), Math.max(...z)];
  const heights = z.map((value) => (value - lowest) / (highest - lowest || 1));
  const distances = points.map(({ x, y }) => Math.hypot(x, y));
  const edge = fitTreeEdge(heights, distances);
  return points.map((point, i) => {
    const radius = edge.radiusAt(heights[i]!);
    const isFar = distances[i]! > radius + OUTLIER_MARGIN.radius * edge.base;
    if (!isFar && z[i] === point.z) return point;
    const share = isFar ? radius / distances[i]! : 1;
    return { x: point.x * share, y: point.y * share, z: z[i]! };
  });
}

/** The values, with those far outside the trimmed range moved to the nearest of the others. */
function clampOutliers(values: readonly number[]): number[] {
  const [from, to] = trimmedRange(values);
  const tolerance = OUTLIER_MARGIN.height * (to - from);
  const inliers = values.filter((value) => value >= from - tolerance && value <= to + tolerance);
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
