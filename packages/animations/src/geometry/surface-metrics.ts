import type { Strip } from './strip-geometry.ts';

/** The proportions of the tree's surface, for drawing on it. In base radii. */
export interface SurfaceMetrics {
  /** Its height. */
  readonly aspectRatio: number;
  /** The typical distance between neighbouring pixels; anything much smaller would fall between them. */
  readonly pixelSpacing: number;
}

/** A taller tree is treated as a pole of this height. */
export const MAX_ASPECT_RATIO = 50;
const MIN_PIXEL_SPACING = 0.05;
const MAX_PIXEL_SPACING = 0.6;

/** Treats the tree as a cone with its pixels spread evenly over the surface. */
export function surfaceMetrics({ x, y, z }: Strip): SurfaceMetrics {
  const extent = (values: Float32Array) =>
    values.reduce((most, value) => Math.max(most, value)) -
    values.reduce((least, value) => Math.min(least, value));
  const base = x.reduce((most, _, i) => Math.max(most, Math.hypot(x[i]!, y[i]!)), 0) || 1;
  const aspectRatio = Math.min(MAX_ASPECT_RATIO, extent(z) / base);
  const surface = Math.PI * Math.hypot(1, aspectRatio);
  return {
    aspectRatio,
    pixelSpacing: Math.min(MAX_PIXEL_SPACING, Math.max(MIN_PIXEL_SPACING, Math.sqrt(surface / x.length))),
  };
}
