import { chance } from './random.ts';

export function between(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}

/** A number that wanders softly between 0 and 1, with a new aim at each whole `x`: a draught, a mood. Never repeats. */
export function wander(seed: number, x: number): number {
  const step = Math.floor(x);
  const share = x - step;
  return between(chance(seed, step), chance(seed, step + 1), share * share * (3 - 2 * share));
}
