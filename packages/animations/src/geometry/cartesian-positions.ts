import type { Strip } from './strip-geometry.ts';
import { surfaceMetrics } from './surface-metrics.ts';

/** Where the pixels are in space, in radii of the tree's base: x and y from the trunk, z from the lowest pixel up. */
export interface CartesianPositions {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly z: Float32Array;
  readonly aspectRatio: number;
  readonly pixelSpacing: number;
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
