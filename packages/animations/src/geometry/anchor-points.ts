import { wrapToHalfTurn } from '../math/phase.ts';
import { hash } from '../random/seeded-random.ts';
import type { Strip } from './strip-geometry.ts';
import { surfaceMetrics } from './surface-metrics.ts';

/** Of so many pixels drawn by lot, the one farthest from all other spots becomes the next. */
const CANDIDATES_PER_ANCHOR = 12;

/** The way between two pixels over the tree's skin, in base radii: across, and up. */
export interface SurfaceOffset {
  readonly across: number;
  readonly up: number;
}

export function surfaceOffset(
  { angle, height, radius }: Strip,
  aspectRatio: number,
  from: number,
  to: number,
): SurfaceOffset {
  const meanCircumference = Math.PI * (radius[from]! + radius[to]!);
  return {
    across: wrapToHalfTurn(angle[to]! - angle[from]!) * meanCircumference,
    up: (height[to]! - height[from]!) * aspectRatio,
  };
}

/** Pixels, as far apart as lots allow, between two heights if there are any: places for things that hang on the tree. */
export function chooseAnchorPoints(
  strip: Strip,
  count: number,
  seed: number,
  lowest = 0,
  highest = 1,
): Uint32Array {
  const { aspectRatio } = surfaceMetrics(strip);
  const withinHeights = Array.from(strip.height.keys()).filter(
    (i) => strip.height[i]! >= lowest && strip.height[i]! <= highest,
  );
  const candidates = withinHeights.length > 0 ? withinHeights : Array.from(strip.height.keys());
  const anchors = new Uint32Array(count);
  for (let n = 0; n < count; n++) {
    let farthest = -1;
    for (let candidate = 0; candidate < CANDIDATES_PER_ANCHOR; candidate++) {
      const pixel = candidates[(hash(seed + candidate, n) >>> 0) % candidates.length]!;
      let clearance = Infinity;
      for (let other = 0; other < n; other++) {
        const { across, up } = surfaceOffset(strip, aspectRatio, anchors[other]!, pixel);
        clearance = Math.min(clearance, Math.sqrt(across * across + up * up));
      }
      if (clearance <= farthest) continue;
      farthest = clearance;
      anchors[n] = pixel;
    }
  }
  return anchors;
}

/** Which pixels are near to each thing: the entries from `first` of the thing to `first` of the next. */
export interface NearbyPixels {
  readonly start: Uint32Array;
  readonly pixelCount: Uint32Array;
  /** How near: what it means is up to whoever gathers. */
  readonly values: Float32Array;
}

/** For each thing the pixels that are near to it, and how near; `near` gives NaN for those that it leaves alone. */
export function findNearbyPixels(
  anchorCount: number,
  pixelCount: number,
  proximity: (thing: number, pixel: number) => number,
): NearbyPixels {
  const start = new Uint32Array(anchorCount + 1);
  const found: number[] = [];
  const values: number[] = [];
  for (let thing = 0; thing < anchorCount; thing++) {
    for (let pixel = 0; pixel < pixelCount; pixel++) {
      const value = proximity(thing, pixel);
      if (Number.isNaN(value)) continue;
      found.push(pixel);
      values.push(value);
    }
    start[thing + 1] = found.length;
  }
  return { start, pixelCount: Uint32Array.from(found), values: Float32Array.from(values) };
}

/**
 * Tells whether a thing is among the so many that are nearest to a pixel; `far` gives Infinity for those out of its reach.
 */
export function nearestAnchorFilter(
  anchorCount: number,
  pixelCount: number,
  limit: number,
  distance: (thing: number, pixel: number) => number,
): (thing: number, pixel: number) => boolean {
  const distances = new Float32Array(anchorCount * pixelCount);
  for (let thing = 0; thing < anchorCount; thing++) {
    for (let pixel = 0; pixel < pixelCount; pixel++)
      distances[thing * pixelCount + pixel] = distance(thing, pixel);
  }
  return (thing, pixel) => {
    const own = distances[thing * pixelCount + pixel]!;
    let nearer = 0;
    for (let other = 0; other < anchorCount; other++) {
      const way = distances[other * pixelCount + pixel]!;
      if (way < own || (way === own && other < thing)) nearer++;
    }
    return own < Infinity && nearer < limit;
  };
}
