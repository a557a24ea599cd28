import { mixOklab, oklabToRgb, parseHex, rgbToOklab } from '../color/color-spaces.ts';
import { CHANNEL_MAX, createFrame, type Frame } from '../frame.ts';
import { randomArray } from '../random/seeded-random.ts';

/** Spruce by night: what hangs on a tree stands out against it, whatever its palette. */
const DARKEST_GREEN = rgbToOklab(parseHex('#00281a'));
const BRIGHTEST_GREEN = rgbToOklab(parseHex('#0c5a24'));

/** A tree with nothing on it: dim greens, no two bulbs quite alike. `level` 1 is as bright as a background should be. */
export function baseGreen(pixels: number, seed: number, level = 1): Frame {
  const picture = createFrame(pixels);
  randomArray(seed, pixels).forEach((share, i) => {
    picture.set(
      oklabToRgb(mixOklab(DARKEST_GREEN, BRIGHTEST_GREEN, share)).map((value) => value * level * CHANNEL_MAX),
      i * 3,
    );
  });
  return picture;
}
