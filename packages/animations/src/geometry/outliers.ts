import type { Point } from './strip-geometry.ts';
import { fitTreeEdge, relativeHeights, trimmedRange } from './tree-edge.ts';

/** How far a valid pixel can be beyond the others, such as the tip or branches that stick out. In their own extents. */
const OUTLIER_MARGIN = { height: 0.35, radius: 0.25 } as const;

/**
 * The points, with those off the tree moved onto it; all others are the same objects. The trunk is at the origin.
 *
 * Measurements have outliers, mostly reflections in windows, so no single pixel decides anything:
 * - A pixel that is higher or lower than nine tenths of them by more than a tree allows (`OUTLIER_MARGIN`) is moved to the
 *   highest or lowest of the others.
 * - A pixel that is then farther from the trunk than a tree allows at that height is moved to the tree's edge.
 */
export function moveOutliers(points: readonly Point[]): Point[] {
  const z = clampOutliers(points.map((point) => point.z));
  const heights = relativeHeights(z);
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
