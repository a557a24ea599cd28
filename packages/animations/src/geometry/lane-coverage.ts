import { randomAt } from '../random/seeded-random.ts';
import type { Strip } from './strip-geometry.ts';

/** How far around the tree a lane winds on its way up, in turns. */
const LANE_TWIST = 0.13;
/** The least radius for a lane's width, so that at the tip a lane does not cover all sides. */
const MIN_RADIUS = 0.35;

/** The lanes of each pixel: those from `start` of the pixel to `start` of the next. */
export interface LaneCoverage {
  readonly start: Uint32Array;
  readonly lanes: Uint8Array;
  /** The pixel's share of the lane's light: 1 in its middle. */
  readonly weights: Float32Array;
}

/** At most 256 lanes up the tree, slanting in the same direction and spread unevenly. `halfWidth` is in radii. */
export function laneCoverage(strip: Strip, laneCount: number, halfWidth: number, seed: number): LaneCoverage {
  const { count, angle, height, radius } = strip;
  const start = new Uint32Array(count + 1);
  const lanes: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < count; i++) {
    const circumference = 2 * Math.PI * Math.max(MIN_RADIUS, radius[i]!);
    for (let lane = 0; lane < laneCount; lane++) {
      const turns = angle[i]! + LANE_TWIST * height[i]! - (lane + randomAt(seed, lane)) / laneCount;
      const lateral = ((turns - Math.round(turns)) * circumference) / halfWidth;
      if (Math.abs(lateral) >= 1) continue;
      lanes.push(lane);
      weights.push(1 - lateral * lateral);
    }
    start[i + 1] = lanes.length;
  }
  return { start, lanes: Uint8Array.from(lanes), weights: Float32Array.from(weights) };
}
