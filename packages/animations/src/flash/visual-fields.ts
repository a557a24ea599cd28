import type { Strip } from '../geometry/strip-geometry.ts';

/**
 * The width of a ten-degree field in heights of the tree, seen from one height away: 2 tan 5°. Hardly anyone sits closer.
 * From farther away a field shows more of the tree; but flashes that cover a quarter of a wide field also cover a quarter
 * of some narrower one within it.
 */
const FIELD_WIDTH_IN_TREE_HEIGHTS: number = 2 * Math.tan((5 * Math.PI) / 180);

/** The pixels within a ten-degree field around each pixel, itself included. */
export interface VisualFields {
  /** Field by field. A pixel is in the fields around the pixels of its own field. */
  readonly pixels: Uint16Array;
  /** Where the field around each pixel begins, and the end of the last one. */
  readonly start: Uint32Array;
}

/** The field around each pixel of the strip. Quadratic in the number of pixels: not for every frame. */
export function visualFieldsOf(strip: Strip): VisualFields {
  const { count, x, y, z } = strip;
  const reach = (FIELD_WIDTH_IN_TREE_HEIGHTS / 2) * extentOf(strip);
  const start = new Uint32Array(count + 1);
  const pixels: number[] = [];
  for (let center = 0; center < count; center++) {
    for (let i = 0; i < count; i++) {
      const [dx, dy, dz] = [x[i]! - x[center]!, y[i]! - y[center]!, z[i]! - z[center]!];
      if (dx * dx + dy * dy + dz * dz <= reach * reach) pixels.push(i);
    }
    start[center + 1] = pixels.length;
  }
  return { pixels: Uint16Array.from(pixels), start };
}

/** The height or the width of the tree, whichever is greater. */
function extentOf({ x, y, z }: Strip): number {
  return Math.max(...[x, y, z].map((axis) => Math.max(...axis) - Math.min(...axis)));
}
