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

/**
 * The light that words send out, for the flash guard: 16-bit linear red, green and blue of each pixel, of which white is
 * the most that this strip can shine. A white LED counts as much as the other three together.
 */
export function sentLight(words: Uint32Array, hasWhite: boolean, light: Uint16Array): void {
  // 255 × 257 is full; with a white LED there are 2 × 255 steps to it.
  const step = hasWhite ? 257 / 2 : 257;
  for (let pixel = 0, i = 0; pixel < words.length; pixel++, i += 3) {
    const word = words[pixel]!;
    const white = word >>> 24;
    light[i] = (((word >> 16) & 255) + white) * step;
    light[i + 1] = (((word >> 8) & 255) + white) * step;
    light[i + 2] = ((word & 255) + white) * step;
  }
}
