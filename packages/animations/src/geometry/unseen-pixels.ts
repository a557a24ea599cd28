import type { Point } from './strip-geometry.ts';

/**
 * Gives each pixel that was not seen a place between the nearest seen ones before and after it, in equal steps; at an end of
 * the string, the place of the only such neighbour. At least one pixel must have been seen.
 */
export function placeUnseen(points: readonly (Point | undefined)[]): Point[] {
  let before = -1;
  return points.map((point, pixel) => {
    if (point) {
      before = pixel;
      return point;
    }
    return between(points, before, nextSeen(points, pixel), pixel);
  });
}

function nextSeen(points: readonly (Point | undefined)[], from: number): number {
  return points.findIndex((point, pixel) => pixel > from && point !== undefined);
}

/** @param before, after pixels that were seen; -1 if there is none */
function between(
  points: readonly (Point | undefined)[],
  before: number,
  after: number,
  pixel: number,
): Point {
  const from = points[before] ?? points[after]!;
  const to = points[after] ?? from;
  const share = before < 0 || after < 0 ? 0 : (pixel - before) / (after - before);
  const at = (axis: keyof Point) => from[axis] + share * (to[axis] - from[axis]);
  return { x: at('x'), y: at('y'), z: at('z') };
}
