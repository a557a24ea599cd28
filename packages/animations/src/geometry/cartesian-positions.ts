import type { Strip } from './strip-geometry.ts';
import { type SurfaceMetrics, surfaceMetrics } from './surface-metrics.ts';

/** Positions in radii of the tree's base: x and y from the trunk, z up from the lowest pixel. */
export interface CartesianPositions extends SurfaceMetrics {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly z: Float32Array;
}

export function cartesianPositions(strip: Strip): CartesianPositions {
  const { aspectRatio, pixelSpacing } = surfaceMetrics(strip);
  return {
    x: strip.radius.map((value, i) => value * Math.cos(2 * Math.PI * strip.angle[i]!)),
    y: strip.radius.map((value, i) => value * Math.sin(2 * Math.PI * strip.angle[i]!)),
    z: strip.height.map((value) => value * aspectRatio),
    aspectRatio,
    pixelSpacing,
  };
}
