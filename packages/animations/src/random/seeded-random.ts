/**
 * Reproducible random numbers: a value depends on its seed and number only, not on earlier ones. So every particle, bulb
 * and cell has its own values at any time, and no state is needed between frames.
 */

const GOLDEN_RATIO_BITS = 0x9e3779b9;

/** 32 well-mixed bits for number `n` of `seed`, by lowbias32 (Chris Wellons, 2018). */
export function hash(seed: number, n: number): number {
  let bits = (n + Math.imul(seed, GOLDEN_RATIO_BITS)) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x7feb352d);
  bits = Math.imul(bits ^ (bits >>> 15), 0x846ca68b);
  return bits ^ (bits >>> 16);
}

/** 0 to 1, 1 excluded. 24 bits, so that it stays below 1 in single precision. */
export function randomAt(seed: number, n: number): number {
  return (hash(seed, n) >>> 8) / 0x1000000;
}

/** The random numbers 0 to `count` − 1 of a seed, between `from` and `to`. */
export function randomArray(seed: number, count: number, from = 0, to = 1): Float32Array {
  return Float32Array.from({ length: count }, (_, n) => from + (to - from) * randomAt(seed, n));
}
