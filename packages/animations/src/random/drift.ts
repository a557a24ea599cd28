import { randomAt } from './seeded-random.ts';

export function lerp(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}

/** A number that wanders softly between 0 and 1, with a new aim at each whole `x`: a draught, a mood. Never repeats. */
export function drift(seed: number, x: number): number {
  const step = Math.floor(x);
  const share = x - step;
  return lerp(randomAt(seed, step), randomAt(seed, step + 1), share * share * (3 - 2 * share));
}
