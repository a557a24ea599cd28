import type { Strip } from './strip-geometry.ts';

/** The tree's skin, for animations that draw on it: how tall it is and how densely the pixels sit, in base radii. */
export interface SurfaceMetrics {
  readonly aspectRatio: number;
  /** Typical way from a pixel to its neighbours; what is drawn should not be much smaller, or it falls between them. */
  readonly pixelSpacing: number;
}

/** Taller than this it is a pole, and how much taller makes no difference. */
const MAX_ASPECT_RATIO = 50;
const MIN_PIXEL_SPACING = 0.05;
const MAX_PIXEL_SPACING = 0.6;

/** Takes the tree for a cone with its pixels evenly spread over the mantle. */
export function surfaceMetrics({ x, y, z }: Strip): SurfaceMetrics {
  const extent = (values: Float32Array) =>
    values.reduce((most, value) => Math.max(most, value)) -
    values.reduce((least, value) => Math.min(least, value));
  const base = x.reduce((most, _, i) => Math.max(most, Math.hypot(x[i]!, y[i]!)), 0) || 1;
  const aspectRatio = Math.min(MAX_ASPECT_RATIO, extent(z) / base);
  const mantle = Math.PI * Math.hypot(1, aspectRatio);
  return {
    aspectRatio,
    pixelSpacing: Math.min(MAX_PIXEL_SPACING, Math.max(MIN_PIXEL_SPACING, Math.sqrt(mantle / x.length))),
  };
}
