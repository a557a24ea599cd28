import type { Animation } from '../animation.ts';
import { rampOf, sample } from '../color/palette.ts';
import { createFrame } from '../frame.ts';
import { lookUp, smoothStep, tabulate } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';
import { randomArray } from '../random/seeded-random.ts';

/** The circuits of the string, alternating bulb by bulb, each with one colour. */
const CIRCUITS = 5;
/** The position of a swatch's pure colour, in swatches. */
const SWATCH_CENTER = 0.4;

/** The circuits brighten in turn, and the brightening climbs: seconds a round, and rounds from foot to tip. */
const ROUND_S = 7.5;
const ROUNDS_FROM_FOOT_TO_TIP = 0.6;
const LEVEL_CURVE = tabulate((x) => 0.07 + 0.93 * smoothStep(0, 0.3, x) * (1 - smoothStep(0.36, 0.75, x)));

/** Bulbs differ a little in brightness and timing. */
const MIN_BULB_LEVEL = 0.8;
const MAX_DELAY_ROUNDS = 0.05;

export const fairyLights: Animation = {
  title: 'Fairy lights',
  description: 'Five strings of coloured lights brighten and dim in turn, from foot to tip.',
  tags: ['classic', 'calm', 'colourful'],
  palette: 'gingerbread',
  speed: 1,
  isStill: false,

  prepare({ strip: { count, height }, palette, seed }) {
    const ramp = rampOf(palette);
    const levels = randomArray(seed, count, MIN_BULB_LEVEL, 1);
    const bulbs = createFrame(count);
    for (let i = 0; i < count; i++) {
      sample(ramp, ((i % CIRCUITS) + SWATCH_CENTER) / CIRCUITS, levels[i]!, bulbs, i * 3);
    }
    const phases = randomArray(seed + 1, count, 0, MAX_DELAY_ROUNDS).map((late, i) => {
      return fraction(2 - (((i * 2) % CIRCUITS) / CIRCUITS + ROUNDS_FROM_FOOT_TO_TIP * height[i]! + late));
    });

    return (timeS, frame) => {
      const round = fraction(timeS / ROUND_S);
      for (let i = 0, at = 0; i < count; i++, at += 3) {
        const phase = phases[i]! + round;
        const scale = (lookUp(LEVEL_CURVE, phase - (phase | 0)) * 0x8000) | 0;
        frame[at] = Math.imul(bulbs[at]!, scale) >>> 15;
        frame[at + 1] = Math.imul(bulbs[at + 1]!, scale) >>> 15;
        frame[at + 2] = Math.imul(bulbs[at + 2]!, scale) >>> 15;
      }
    };
  },
};
