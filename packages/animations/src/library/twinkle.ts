import type { Animation } from '../animation.ts';
import { rampOf, sample, tint } from '../color/palette.ts';
import { CHANNEL_MAX, createFrame } from '../frame.ts';
import { lookUp, smoothStep, tabulate } from '../math/curve-table.ts';
import { hash, randomArray, randomAt } from '../random/seeded-random.ts';

/** Every bulb brightens and dims at its own pace. */
const MIN_BREATH_S = 3.2;
const MAX_BREATH_S = 7.5;
const BREATH_CURVE = tabulate((x) => 0.28 + 0.68 * (0.5 - 0.5 * Math.cos(2 * Math.PI * x)) ** 1.4);

/** The share of cycles with a sparkle at their peak: quick to appear, slow to fade, and whiter than the bulb. */
const SPARKLE_PROBABILITY = 0.16;
const SPARKLE_CURVE = tabulate((x) => smoothStep(0.42, 0.47, x) * (1 - smoothStep(0.47, 0.68, x)) ** 1.5);
const WHITE = createFrame(1).fill(CHANNEL_MAX);
const WHITENESS = 0.75;

export const twinkle: Animation = {
  title: 'Twinkle',
  description: 'Warm bulbs brighten and dim, each at its own pace, and now and then one sparkles.',
  tags: ['calm', 'classic'],
  palette: 'warm_white',
  speed: 1,
  isStill: false,

  prepare({ strip: { count }, palette, seed }) {
    const ramp = rampOf(palette);
    const tints = randomArray(seed, count);
    const rates = Float64Array.from({ length: count }, (_, i) => {
      const share = randomAt(seed + 1, i);
      return 1 / (MIN_BREATH_S + (MAX_BREATH_S - MIN_BREATH_S) * share);
    });
    const starts = randomArray(seed + 2, count);
    const keys = Int32Array.from({ length: count }, (_, i) => hash(seed + 3, i));
    const threshold = SPARKLE_PROBABILITY * 0x1000000;

    return (timeS, frame) => {
      for (let i = 0; i < count; i++) {
        const breaths = timeS * rates[i]! + starts[i]!;
        const breath = breaths | 0;
        const phase = breaths - breath;
        const at = i * 3;
        sample(ramp, tints[i]!, lookUp(BREATH_CURVE, phase), frame, at);
        if (hash(keys[i]!, breath) >>> 8 < threshold)
          tint(frame, at, WHITE, WHITENESS * lookUp(SPARKLE_CURVE, phase));
      }
    };
  },
};
