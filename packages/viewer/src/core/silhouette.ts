import type { Strip } from '@garland/animations';

/** The part of a strip that drawing needs. */
export type PixelPositions = Pick<Strip, 'count' | 'x' | 'y' | 'z'>;

/** The cone that the foliage fills, in the strip's own unit. */
export interface Cone {
  readonly baseZ: number;
  readonly height: number;
  readonly radius: number;
}

/** Foliage reaches a little beyond the lights that hang in it. */
const FOLIAGE_MARGIN = 1.06;
const MAX_HEIGHT_TO_RADIUS = 6;
/** Lights that are all in one place still get a tree. */
const MIN_RADIUS = 1e-3;
const MIN_HEIGHT_TO_RADIUS = 0.8;

/** The cone that holds most of the lights: measured positions have outliers, and a strip can be a single pixel. */
export function fitCone({ count, x, y, z }: PixelPositions): Cone {
  const baseZ = minOf(z);
  const span = maxOf(z) - baseZ;
  const baseRadii = Array.from({ length: count }, (_, i) => {
    const up = span > 0 ? (z[i]! - baseZ) / span : 0;
    return Math.hypot(x[i]!, y[i]!) / Math.max(0.1, 1 - 0.9 * up);
  }).sort((a, b) => a - b);
  const percentile90 = baseRadii[Math.floor(count * 0.9)] ?? 0;
  const radius = Math.max(percentile90 * FOLIAGE_MARGIN, span / MAX_HEIGHT_TO_RADIUS, MIN_RADIUS);
  const height = Math.min(
    Math.max(span * FOLIAGE_MARGIN, radius * MIN_HEIGHT_TO_RADIUS),
    radius * MAX_HEIGHT_TO_RADIUS,
  );
  return { baseZ: span > 0 ? baseZ : baseZ - height / 2, height, radius };
}

function minOf(values: Float32Array): number {
  return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
}

function maxOf(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}
