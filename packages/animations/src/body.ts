import type { Strip } from './strip.ts';
import { surfaceOf } from './surface.ts';

/** Where the pixels are in space, in radii of the tree's base: x and y from the trunk, z from the lowest pixel up. */
export interface Body {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly z: Float32Array;
  readonly tallness: number;
  readonly pitch: number;
}

export function bodyOf(strip: Strip): Body {
  const { tallness, pitch } = surfaceOf(strip);
  return {
    x: strip.radius.map((value, i) => value * Math.cos(2 * Math.PI * strip.angle[i]!)),
    y: strip.radius.map((value, i) => value * Math.sin(2 * Math.PI * strip.angle[i]!)),
    z: strip.height.map((value) => value * tallness),
    tallness,
    pitch,
  };
}
