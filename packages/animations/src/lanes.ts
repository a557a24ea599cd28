import { chance } from './random.ts';
import type { Strip } from './strip.ts';

/** How far around the tree a lane winds on its way up, in turns. */
const SLANT = 0.13;
/** Nearer to the trunk a lane gets no wider in angle: at the tip, every single one would cover everything. */
const INNERMOST = 0.35;

/** Which lanes each pixel lies in: those from `first` of the pixel to `first` of the next. */
export interface Crossings {
  readonly first: Uint32Array;
  readonly lanes: Uint8Array;
  /** How much of what is in that lane the pixel gets: 1 in its middle. */
  readonly shares: Float32Array;
}

/** Lanes up the tree, all slanting the same way, at most 256 of them, spread unevenly. `reach`: half a width, in radii. */
export function crossings(strip: Strip, laneCount: number, reach: number, seed: number): Crossings {
  const { count, angle, height, radius } = strip;
  const first = new Uint32Array(count + 1);
  const lanes: number[] = [];
  const shares: number[] = [];
  for (let i = 0; i < count; i++) {
    const around = 2 * Math.PI * Math.max(INNERMOST, radius[i]!);
    for (let lane = 0; lane < laneCount; lane++) {
      const turns = angle[i]! + SLANT * height[i]! - (lane + chance(seed, lane)) / laneCount;
      const aside = ((turns - Math.round(turns)) * around) / reach;
      if (Math.abs(aside) >= 1) continue;
      lanes.push(lane);
      shares.push(1 - aside * aside);
    }
    first[i + 1] = lanes.length;
  }
  return { first, lanes: Uint8Array.from(lanes), shares: Float32Array.from(shares) };
}
