import { wrapToHalfTurn } from '../math/phase.ts';
import { hash } from '../random/seeded-random.ts';
import type { Strip } from './strip-geometry.ts';
import { surfaceMetrics } from './surface-metrics.ts';

/** The next anchor is the one of this many random pixels that is farthest from all other anchors. */
const CANDIDATES_PER_ANCHOR = 12;

/** The offset between two pixels on the tree's surface, in base radii. */
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

/** Random pixels far apart, between two heights if possible: positions for things on the tree. */
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

/** The pixels near each anchor: the entries from `start` of the anchor to `start` of the next. */
export interface NearbyPixels {
  readonly start: Uint32Array;
  readonly pixels: Uint32Array;
  /** The proximity, in the unit of the callback. */
  readonly values: Float32Array;
}

/** The pixels near each anchor and their proximity; `proximity` gives NaN for pixels that are not near. */
export function findNearbyPixels(
  anchorCount: number,
  pixelCount: number,
  proximity: (anchor: number, pixel: number) => number,
): NearbyPixels {
  const start = new Uint32Array(anchorCount + 1);
  const found: number[] = [];
  const values: number[] = [];
  for (let anchor = 0; anchor < anchorCount; anchor++) {
    for (let pixel = 0; pixel < pixelCount; pixel++) {
      const value = proximity(anchor, pixel);
      if (Number.isNaN(value)) continue;
      found.push(pixel);
      values.push(value);
    }
    start[anchor + 1] = found.length;
  }
  return { start, pixels: Uint32Array.from(found), values: Float32Array.from(values) };
}

/**
 * A filter for whether an anchor is among the `limit` nearest to a pixel; `distance` gives Infinity for anchors too far away.
 */
export function nearestAnchorFilter(
  anchorCount: number,
  pixelCount: number,
  limit: number,
  distance: (anchor: number, pixel: number) => number,
): (anchor: number, pixel: number) => boolean {
  const distances = new Float32Array(anchorCount * pixelCount);
  for (let anchor = 0; anchor < anchorCount; anchor++) {
    for (let pixel = 0; pixel < pixelCount; pixel++)
      distances[anchor * pixelCount + pixel] = distance(anchor, pixel);
  }
  return (anchor, pixel) => {
    const own = distances[anchor * pixelCount + pixel]!;
    let nearer = 0;
    for (let other = 0; other < anchorCount; other++) {
      const rival = distances[other * pixelCount + pixel]!;
      if (rival < own || (rival === own && other < anchor)) nearer++;
    }
    return own < Infinity && nearer < limit;
  };
}
