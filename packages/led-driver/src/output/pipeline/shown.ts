import type { ColorBalance } from './color-balance.ts';

/**
 * What the strip looks like, for previews: the light of each pixel, its white LED's included, with the strip's own colour
 * correction taken out again. On a strip of three colours without correction that is what was sent.
 *
 * @param words 0xWWRRGGBB a pixel
 * @param bytes receives linear red, green and blue of each pixel
 */
export function shownColors(
  words: Uint32Array,
  { correction, whiteLed }: ColorBalance,
  bytes: Uint8Array,
): void {
  for (let pixel = 0, i = 0; pixel < words.length; pixel++, i += 3) {
    const word = words[pixel]!;
    const white = word >>> 24;
    bytes[i] = light((word >> 16) & 255, correction[0], white * whiteLed[0]);
    bytes[i + 1] = light((word >> 8) & 255, correction[1], white * whiteLed[1]);
    bytes[i + 2] = light(word & 255, correction[2], white * whiteLed[2]);
  }
}

function light(duty: number, correction: number, white: number): number {
  return Math.min(255, Math.round(duty / correction + white));
}
