/** Random numbers from 0 to 1, 1 excluded, the same in every image: Marsaglia's xorshift32 (2003). */
export function xorshift32(seed: number): () => number {
  let bits = Math.imul(seed, 0x9e3779b9) | 1;
  return () => {
    bits ^= bits << 13;
    bits ^= bits >>> 17;
    bits ^= bits << 5;
    return (bits >>> 0) / 2 ** 32;
  };
}
