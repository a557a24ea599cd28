/**
 * Chance that can be repeated: a value depends on its seed and its number only, not on what was drawn before. So every
 * particle, bulb and cell has its own fate at any moment of time, and nothing has to be remembered between frames.
 */

const GOLDEN_RATIO_BITS = 0x9e3779b9;

/** 32 well-mixed bits for number `n` of the family `seed`: the mixer is lowbias32 (Chris Wellons, 2018). */
export function hash(seed: number, n: number): number {
  let bits = (n + Math.imul(seed, GOLDEN_RATIO_BITS)) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x7feb352d);
  bits = Math.imul(bits ^ (bits >>> 15), 0x846ca68b);
  return bits ^ (bits >>> 16);
}

/** 0 to 1, 1 excluded, also when rounded to single precision: hence 24 bits. */
export function randomAt(seed: number, n: number): number {
  return (hash(seed, n) >>> 8) / 0x1000000;
}

/** One fixed chance each for 0, 1, … `count` − 1, between `from` and `to`. */
export function randomArray(seed: number, count: number, from = 0, to = 1): Float32Array {
  return Float32Array.from({ length: count }, (_, n) => from + (to - from) * randomAt(seed, n));
}
