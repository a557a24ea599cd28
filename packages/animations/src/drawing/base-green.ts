import { mixOklab, oklabToRgb, parseHex, rgbToOklab } from '../color/color-spaces.ts';
import { CHANNEL_MAX, createFrame, type Frame } from '../frame.ts';
import { randomArray } from '../random/seeded-random.ts';

/** Spruce by night: a background for ornaments in any palette. */
const DARKEST_GREEN = rgbToOklab(parseHex('#00281a'));
const BRIGHTEST_GREEN = rgbToOklab(parseHex('#0c5a24'));

/** An undecorated tree: dim greens that differ a little. `level` 1 is the usual brightness of a background. */
export function baseGreen(pixels: number, seed: number, level = 1): Frame {
  const frame = createFrame(pixels);
  randomArray(seed, pixels).forEach((share, i) => {
    frame.set(
      oklabToRgb(mixOklab(DARKEST_GREEN, BRIGHTEST_GREEN, share)).map((value) => value * level * CHANNEL_MAX),
      i * 3,
    );
  });
  return frame;
}
