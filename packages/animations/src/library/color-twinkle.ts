import type { Animation } from '../animation.ts';
import { rampOf, sample } from '../color/palette.ts';
import { lerp, lookUp, smoothStep, tabulate } from '../math/curve-table.ts';
import { hash, randomArray, randomAt } from '../random/seeded-random.ts';

/** Every bulb lights up, stays lit and fades at its own pace, each time in another colour. */
const MIN_CYCLE_S = 2.6;
const MAX_CYCLE_S = 6.5;
const LEVEL_CURVE = tabulate((x) => smoothStep(0, 0.22, x) * (1 - smoothStep(0.4, 1, x)) ** 1.2);

/** Some cycles are dimmer than others, for depth. */
const MIN_LEVEL = 0.4;

export const colorTwinkle: Animation = {
  title: 'Colour twinkle',
  description: 'Bulbs light up and fade, and each comes back in another colour.',
  tags: ['classic', 'colourful'],
  palette: 'classic_lights',
  speed: 1,
  isStill: false,

  prepare({ strip: { count }, palette, seed }) {
    const ramp = rampOf(palette);
    const rates = Float64Array.from({ length: count }, (_, i) => {
      return 1 / lerp(MIN_CYCLE_S, MAX_CYCLE_S, randomAt(seed, i));
    });
    const starts = randomArray(seed + 1, count);
    const keys = Int32Array.from({ length: count }, (_, i) => hash(seed + 2, i));

    return (timeS, frame) => {
      for (let i = 0; i < count; i++) {
        const turns = timeS * rates[i]! + starts[i]!;
        const turn = turns | 0;
        const bits = hash(keys[i]!, turn);
        const faintness = ((bits & 0xff) / 0xff) * (1 - MIN_LEVEL);
        sample(
          ramp,
          (bits >>> 16) / 0x10000,
          lookUp(LEVEL_CURVE, turns - turn) * (1 - faintness),
          frame,
          i * 3,
        );
      }
    };
  },
};
