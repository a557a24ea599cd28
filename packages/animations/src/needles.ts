import { labOf, mix, parseHex, rgbOf } from './color.ts';
import { createFrame, type Frame, FULL } from './frame.ts';
import { chances } from './random.ts';

/** Spruce by night: what hangs on a tree stands out against it, whatever its palette. */
const SHADE = labOf(parseHex('#00281a'));
const LIGHT = labOf(parseHex('#0c5a24'));

/** A tree with nothing on it: dim greens, no two bulbs quite alike. `level` 1 is as bright as a background should be. */
export function needles(pixels: number, seed: number, level = 1): Frame {
  const picture = createFrame(pixels);
  chances(seed, pixels).forEach((share, i) => {
    picture.set(
      rgbOf(mix(SHADE, LIGHT, share)).map((value) => value * level * FULL),
      i * 3,
    );
  });
  return picture;
}
