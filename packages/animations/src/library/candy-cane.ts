import type { Animation } from '../animation.ts';
import { type Lab, labOf, mix, rgbOf } from '../color.ts';
import { smoothStep } from '../curve.ts';
import { createFrame, FULL } from '../frame.ts';
import { oppositeIn, type Palette, type Ramp, rampOf, sample } from '../palette.ts';
import { surfaceOf } from '../surface.ts';

/** Stripe pairs that wind up side by side, and how many go by in a second. */
const PAIRS = 1;
const PAIRS_PER_SECOND = 0.25;

/** Height of a pair, in base radii: slender, as long as each stripe is wide enough to have pixels of its own. */
const SLENDEREST = 1;
const STOUTEST = 1.4;
const PITCHES = 3.4;

/** White lights look far brighter than red ones: at full strength they would drown the red between them. */
const WHITE_LEVEL = 0.82;

/** An edge is as soft as the pixels are coarse, within bounds. In pitches of the strip, and in pairs. */
const EDGE = 0.5;
const SHARPEST_EDGE = 0.05;
const SOFTEST_EDGE = 0.16;

export const candyCane: Animation = {
  title: 'Candy cane',
  description: 'Red and white stripes turn around the tree like a barber’s pole.',
  tags: ['classic', 'lively'],
  palette: 'candy_cane',
  speed: 1,
  still: false,

  prepare({ strip, palette }) {
    const { count, angle, height } = strip;
    const { tallness, pitch } = surfaceOf(strip);
    const pair = Math.min(STOUTEST, Math.max(SLENDEREST, PITCHES * pitch));
    const edge = Math.min(SOFTEST_EDGE, Math.max(SHARPEST_EDGE, (EDGE * pitch) / pair));
    const stripes = stripePair(palette, edge);
    const places = angle.map((turn, i) => {
      const place = PAIRS * turn + (tallness / pair) * height[i]!;
      return place - Math.floor(place);
    });

    return (timeS, frame) => {
      const moved = timeS * PAIRS_PER_SECOND;
      const offset = 1 - (moved - Math.floor(moved));
      for (let i = 0; i < count; i++) {
        const place = places[i]! + offset;
        sample(stripes, place - (place | 0), 1, frame, i * 3);
      }
    };
  },
};

/** A stripe of the palette's first colour between two halves of a stripe of its opposite, as a ring. */
function stripePair(palette: Palette, edge: number): Ramp {
  const pick = createFrame(2);
  const colors = rampOf(palette);
  sample(colors, 0, 1, pick, 0);
  sample(colors, oppositeIn(palette), WHITE_LEVEL, pick, 3);
  const [red, white] = [labAt(pick, 0), labAt(pick, 3)];

  const stripes = new Uint16Array(colors.length);
  for (let at = 0; at < stripes.length; at += 3) {
    const fromCentre = Math.abs(at / stripes.length - 0.5);
    const share = smoothStep(0.25 - edge / 2, 0.25 + edge / 2, fromCentre);
    stripes.set(
      rgbOf(mix(red, white, share)).map((value) => value * FULL),
      at,
    );
  }
  return stripes;
}

function labAt(rgb: Uint16Array, at: number): Lab {
  return labOf([rgb[at]! / FULL, rgb[at + 1]! / FULL, rgb[at + 2]! / FULL]);
}
