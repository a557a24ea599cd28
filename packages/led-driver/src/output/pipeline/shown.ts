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

/** From 8 bits to 16. */
const STEP = 257;
const FULL = 65535;

/**
 * The same, of any words and in 16 bits, for the flash guard. So what a strip without white LEDs shows as white is full
 * light, whatever duties that takes; what goes beyond, with a tinted white LED, counts as full too.
 *
 * @param light receives linear red, green and blue of each pixel
 */
export function sentLight(
  words: Uint32Array,
  { correction, whiteLed }: ColorBalance,
  light: Uint16Array,
): void {
  const perRed = STEP / correction[0];
  const perGreen = STEP / correction[1];
  const perBlue = STEP / correction[2];
  const redOfWhite = STEP * whiteLed[0];
  const greenOfWhite = STEP * whiteLed[1];
  const blueOfWhite = STEP * whiteLed[2];
  for (let pixel = 0, i = 0; pixel < words.length; pixel++, i += 3) {
    const word = words[pixel]!;
    const white = word >>> 24;
    light[i] = Math.min(FULL, ((word >> 16) & 255) * perRed + white * redOfWhite + 0.5);
    light[i + 1] = Math.min(FULL, ((word >> 8) & 255) * perGreen + white * greenOfWhite + 0.5);
    light[i + 2] = Math.min(FULL, (word & 255) * perBlue + white * blueOfWhite + 0.5);
  }
}
