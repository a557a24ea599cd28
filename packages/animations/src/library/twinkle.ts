import type { Animation } from '../animation.ts';
import { lookUp, smoothStep, tabulate } from '../curve.ts';
import { FULL } from '../frame.ts';
import { rampOf, sample } from '../palette.ts';
import { chance, chances, hash } from '../random.ts';

/** Every bulb breathes in its own time. */
const SHORTEST_BREATH_S = 3.2;
const LONGEST_BREATH_S = 7.5;
const BREATH = tabulate(256, (x) => 0.26 + 0.66 * (0.5 - 0.5 * Math.cos(2 * Math.PI * x)) ** 1.6);

/** Of all breaths, those with a sparkle at their height: quick to come, slow to go, and whiter than the bulb. */
const SPARKLING = 0.16;
const SPARKLE = tabulate(512, (x) => smoothStep(0.42, 0.47, x) * (1 - smoothStep(0.47, 0.68, x)) ** 1.5);
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
        if (hash(keys[i]!, breath) >>> 8 < threshold) {
          const white = WHITENESS * lookUp(SPARKLE, phase);
          frame[at] = frame[at]! + (FULL - frame[at]!) * white;
          frame[at + 1] = frame[at + 1]! + (FULL - frame[at + 1]!) * white;
          frame[at + 2] = frame[at + 2]! + (FULL - frame[at + 2]!) * white;
        }
      }
    };
  },
};
