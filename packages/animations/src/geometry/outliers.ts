import type { Point } from './strip-geometry.ts';
import { fitTreeEdge, relativeHeights, trimmedRange } from './tree-edge.ts';

/** How far a valid pixel can be beyond the others, such as the tip or branches that stick out. In their own extents. */
const heightMargin = (count: number): number => 0.35 + 8 / count;
const radiusMargin = (count: number): number => 0.25 + 3 / count;

/**
 * The points, with those off the tree moved onto it; all others are the same objects. The trunk is at the origin.
 *
 * Measurements have outliers, mostly reflections in windows, so no single pixel decides anything:
 * - A pixel that is beyond nine tenths of them in height, by more than a tree allows (`heightMargin`), is moved to the highest
 *   or lowest of the others.
 * - A pixel that is then beyond the tree's edge, by more than branches allow (`radiusMargin`), is moved to that edge.
 *
 * The margins are wider for few pixels, because the gaps between those are.
 */
export function moveOutliers(points: readonly Point[]): Point[] {
  const z = clampOutliers(points.map((point) => point.z));
  const heights = relativeHeights(z);
  const distances = points.map(({ x, y }) => Math.hypot(x, y));
  const edge = fitTreeEdge(heights, distances);
  const margin = radiusMargin(points.length) * edge.base;
  return points.map((point, i) => {
    const radius = edge.radiusAt(heights[i]!);
    const isFar = distances[i]! > radius + margin;
    if (!isFar && z[i] === point.z) return point;
    const share = isFar ? radius / distances[i]! : 1;
    return { x: point.x * share, y: point.y * share, z: z[i]! };
  });
}

/** The values, with those far outside the trimmed range moved to the nearest of the others. */
function clampOutliers(values: readonly number[]): number[] {
  const [from, to] = trimmedRange(values);
  const tolerance = heightMargin(values.length) * (to - from);
  const inliers = values.filter((value) => value >= from - tolerance && value <= to + tolerance);
  const [lowest, highest] = [Math.min(...inliers), Math.max(...inliers)];
  return values.map((value) => Math.min(highest, Math.max(lowest, value)));
}
