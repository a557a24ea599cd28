import type { Animation } from '../animation.ts';
import { type Lab, labOf, mix, rgbOf } from '../color.ts';
import { smoothStep } from '../curve.ts';
import { FULL } from '../frame.ts';
import { type Ramp, rampOf, ringOf, sample } from '../palette.ts';
import { surfaceOf } from '../surface.ts';

/** Stripes that start around the foot of the tree, and how often each winds up to the tip. */
const STARTS = 2;
const WINDINGS = 0.75;
const CYCLES_PER_SECOND = 0.22;

/** Share of a stripe pair that is red. */
const RED = 0.5;
/** Sugar scatters light: white at full strength would drown the red beside it. */
const WHITE_LEVEL = 0.82;
const SHARPEST_EDGE = 0.06;
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
    const pairWidth = (2 * Math.PI) / (STARTS * Math.hypot(1, WINDINGS));
    const edge = Math.min(SOFTEST_EDGE, Math.max(SHARPEST_EDGE, (0.25 * surfaceOf(strip).pitch) / pairWidth));
    const stripes = stripePair(
      palette.cyclic ? ringOf(palette) : rampOf(palette),
      palette.cyclic ? 0.4 : 0.999,
      edge,
    );
    const places = angle.map((turn, i) => {
      const place = STARTS * (turn - WINDINGS * (1 - height[i]!)) + STARTS;
      return place - Math.floor(place);
    });

    return (timeS, frame) => {
      const moved = timeS * CYCLES_PER_SECOND;
      const offset = moved - Math.floor(moved);
      for (let i = 0; i < count; i++) {
        const place = places[i]! + offset;
        sample(stripes, place - (place | 0), 1, frame, i * 3);
      }
    };
  },
};

/** One red and one white stripe as a ring: red in the middle, half an edge of white on either side of it, white again. */
function stripePair(colors: Ramp, whiteAt: number, edge: number): Ramp {
  const pick = new Uint16Array(6);
  sample(colors, 0, 1, pick, 0);
  sample(colors, whiteAt, WHITE_LEVEL, pick, 3);
  const [red, white] = [labAt(pick, 0), labAt(pick, 3)];
  return Uint16Array.from({ length: colors.length }, (_, at) => {
    const fromCentre = Math.abs(Math.floor(at / 3) / (colors.length / 3 - 1) - 0.5);
    const share = smoothStep(RED / 2 - edge / 2, RED / 2 + edge / 2, fromCentre);
    return rgbOf(mix(red, white, share))[at % 3]! * FULL;
  });
}

function labAt(rgb: Uint16Array, at: number): Lab {
  return labOf([rgb[at]! / FULL, rgb[at + 1]! / FULL, rgb[at + 2]! / FULL]);
}
