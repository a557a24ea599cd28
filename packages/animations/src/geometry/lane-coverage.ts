import { randomAt } from '../random/seeded-random.ts';
import type { Strip } from './strip-geometry.ts';

/** How far around the tree a lane winds on its way up, in turns. */
const LANE_TWIST = 0.13;
/** Nearer to the trunk a lane gets no wider in angle: at the tip, every single one would cover everything. */
const MIN_RADIUS = 0.35;

/** Which lanes each pixel lies in: those from `first` of the pixel to `first` of the next. */
export interface LaneCoverage {
  readonly start: Uint32Array;
  readonly lanes: Uint8Array;
  /** How much of what is in that lane the pixel gets: 1 in its middle. */
  readonly weights: Float32Array;
}

/** Lanes up the tree, all slanting the same way, at most 256 of them, spread unevenly. `reach`: half a width, in radii. */
export function laneCoverage(strip: Strip, laneCount: number, reach: number, seed: number): LaneCoverage {
  const { count, angle, height, radius } = strip;
  const start = new Uint32Array(count + 1);
  const lanes: number[] = [];
  const shares: number[] = [];
  for (let i = 0; i < count; i++) {
    const circumference = 2 * Math.PI * Math.max(MIN_RADIUS, radius[i]!);
    for (let lane = 0; lane < laneCount; lane++) {
      const turns = angle[i]! + LANE_TWIST * height[i]! - (lane + randomAt(seed, lane)) / laneCount;
      const aside = ((turns - Math.round(turns)) * circumference) / reach;
      if (Math.abs(aside) >= 1) continue;
      lanes.push(lane);
      shares.push(1 - aside * aside);
    }
    start[i + 1] = lanes.length;
  }
  return { start, lanes: Uint8Array.from(lanes), weights: Float32Array.from(shares) };
}
