import type { Strip } from '../geometry/strip-geometry.ts';

/**
 * The width of a field of ten degrees, in heights of the tree, for who looks from one height away: 2 tan 5°. Hardly a sofa
 * stands closer. Farther off, a field shows more of the tree; but what covers a quarter of a wide field covers a quarter of
 * some narrower one within it.
 */
const FIELD_WIDTH_IN_TREE_HEIGHTS: number = 2 * Math.tan((5 * Math.PI) / 180);

/** The pixels that are seen together in a field of ten degrees: those around each pixel, itself among them. */
export interface VisualFields {
  /** Field after field. A pixel is in the fields around those pixels that are in its own. */
  readonly pixels: Uint16Array;
  /** Where the field around each pixel begins; and one more, the end. */
  readonly start: Uint32Array;
}

/** The field around each pixel of the strip. The work grows with the square of the pixels: not for every frame. */
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

/** The height of a tree that is taller than wide; of another, its width. */
function extentOf({ x, y, z }: Strip): number {
  return Math.max(...[x, y, z].map((axis) => Math.max(...axis) - Math.min(...axis)));
}
