import type { Point } from './strip-geometry.ts';
import { fitTreeEdge, relativeHeights } from './tree-edge.ts';

/**
 * Lays points without any depth, such as those of a single picture, on the front half of the tree, which faces −y. The view from
 * the front stays the same, and each pixel gets an angle, so that animations can turn. Other points are returned as they are.
 */
export function unfoldFlatFront(points: readonly Point[]): readonly Point[] {
  const isFlat = points.every(({ y }) => y === 0) && points.some(({ x }) => x !== 0);
  if (!isFlat) return points;
  const heights = relativeHeights(points.map(({ z }) => z));
  const edge = fitTreeEdge(
    heights,
    points.map(({ x }) => Math.abs(x)),
  );
  return points.map(({ x, z }, i) => {
    const depth = Math.sqrt(Math.max(0, edge.radiusAt(heights[i]!) ** 2 - x ** 2));
    return { x, y: -depth, z };
  });
}
