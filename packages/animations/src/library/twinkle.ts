import type { Animation } from '../animation.ts';
import { lookUp, smoothStep, tabulate } from '../curve.ts';
import { createFrame, FULL } from '../frame.ts';
import { rampOf, sample, tint } from '../palette.ts';
import { chance, chances, hash } from '../random.ts';

/** Every bulb breathes in its own time. */
const SHORTEST_BREATH_S = 3.2;
const LONGEST_BREATH_S = 7.5;
const BREATH = tabulate((x) => 0.28 + 0.68 * (0.5 - 0.5 * Math.cos(2 * Math.PI * x)) ** 1.4);

/** Of all breaths, those with a sparkle at their height: quick to come, slow to go, and whiter than the bulb. */
const SPARKLING = 0.16;
const SPARKLE = tabulate((x) => smoothStep(0.42, 0.47, x) * (1 - smoothStep(0.47, 0.68, x)) ** 1.5);
const WHITE = createFrame(1).fill(FULL);
const WHITENESS = 0.75;

export const twinkle: Animation = {
  title: 'Twinkle',
  description: 'Warm bulbs breathe, each in its own time, and now and then one sparkles.',
  tags: ['calm', 'classic'],
  palette: 'warm_white',
  speed: 1,
  still: false,

  prepare({ strip: { count }, palette, seed }) {
    const ramp = rampOf(palette);
    const tints = chances(seed, count);
    const rates = Float64Array.from({ length: count }, (_, i) => {
      const share = chance(seed + 1, i);
      return 1 / (SHORTEST_BREATH_S + (LONGEST_BREATH_S - SHORTEST_BREATH_S) * share);
    });
    const starts = chances(seed + 2, count);
    const keys = Int32Array.from({ length: count }, (_, i) => hash(seed + 3, i));
    const threshold = SPARKLING * 0x1000000;

    return (timeS, frame) => {
      for (let i = 0; i < count; i++) {
        const breaths = timeS * rates[i]! + starts[i]!;
        const breath = breaths | 0;
        const phase = breaths - breath;
        const at = i * 3;
        sample(ramp, tints[i]!, lookUp(BREATH, phase), frame, at);
        if (hash(keys[i]!, breath) >>> 8 < threshold)
          tint(frame, at, WHITE, WHITENESS * lookUp(SPARKLE, phase));
      }
    };
  },
};
