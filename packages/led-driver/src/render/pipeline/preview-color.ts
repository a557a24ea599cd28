import type { ColorBalance } from './color-balance.ts';

/**
 * Reads the colours that are seen, for previews: the light of each pixel, including its white LED, with the strip's colour
 * correction undone. On an RGB strip without correction, these are the words that were sent.
 *
 * @param words 0xWWRRGGBB a pixel
 * @param bytes receives linear red, green and blue of each pixel
 */
export function readPreviewColors(
  words: Uint32Array,
  { correction, whiteLed }: ColorBalance,
  bytes: Uint8Array,
): void {
  for (let pixel = 0, i = 0; pixel < words.length; pixel++, i += 3) {
    const word = words[pixel]!;
    const white = word >>> 24;
    bytes[i] = previewChannel((word >> 16) & 255, correction[0], white * whiteLed[0]);
    bytes[i + 1] = previewChannel((word >> 8) & 255, correction[1], white * whiteLed[1]);
    bytes[i + 2] = previewChannel(word & 255, correction[2], white * whiteLed[2]);
  }
}

function previewChannel(duty: number, correction: number, white: number): number {
  return Math.min(255, Math.round(duty / correction + white));
}

/** Calculates the light that words produce: linear red, green and blue of each pixel, 16 bits a channel. */
export type WordsToLight = (words: Uint32Array, light: Uint16Array) => void;

/**
 * Like `readPreviewColors`, but in 16 bits, for the flash guard. The white of an RGB strip is full light, whatever duties it
 * takes; a tinted white LED can exceed that, which counts as full light too.
 */
export function createWordsToLight({ correction, whiteLed }: ColorBalance): WordsToLight {
  const [reds, greens, blues] = lightTables(correction.map((share) => 1 / share));
  const [redsOfWhite, greensOfWhite, bluesOfWhite] = lightTables(whiteLed);
  return (words, light) => {
    for (let pixel = 0, i = 0; pixel < words.length; pixel++, i += 3) {
      const word = words[pixel]!;
      const white = word >>> 24;
      light[i] = reds[(word >>> 16) & 255]!;
      light[i + 1] = greens[(word >>> 8) & 255]!;
      light[i + 2] = blues[word & 255]!;
      if (white === 0) continue;
      light[i] = Math.min(FULL_LIGHT, light[i]! + redsOfWhite[white]!);
      light[i + 1] = Math.min(FULL_LIGHT, light[i + 1]! + greensOfWhite[white]!);
      light[i + 2] = Math.min(FULL_LIGHT, light[i + 2]! + bluesOfWhite[white]!);
    }
  };
}

const FULL_LIGHT = 65535;

/** For each channel, the light by its duty in 8 bits. @param shares of full light at full duty */
function lightTables(shares: readonly number[]): readonly [Uint16Array, Uint16Array, Uint16Array] {
  const table = (share: number) =>
    Uint16Array.from({ length: 256 }, (_, duty) =>
      Math.min(FULL_LIGHT, Math.round((duty * share * FULL_LIGHT) / 255)),
    );
  return [table(shares[0]!), table(shares[1]!), table(shares[2]!)];
}
