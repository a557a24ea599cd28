import type { Animation } from '../animation.ts';
import { lookUp, smoothStep, tabulate } from '../curve.ts';
import { columnsAt, createNoise, noiseAt } from '../noise.ts';
import { rampOf, sample, soften } from '../palette.ts';
import { fraction } from '../phase.ts';

/** A short day: light climbs the tree, stays for a while, and sinks again. Seconds, and shares of the day. */
const DAY_S = 60;
const MORNING = 0.55;
const EVENING = 0.72;
/** How high the light stands, in heights of the tree: at night just below the horizon, at noon above the tip. */
const LOWEST = 0.22;
const HIGHEST = 1.42;
const SUN = tabulate((x) => {
  return LOWEST + (HIGHEST - LOWEST) * smoothStep(0, MORNING, x) * (1 - smoothStep(EVENING, 1, x));
});

/** From full day below (1) through dawn's colours to the night above (0), over so many heights. */
const DAWN = 0.95;
const LEVEL = tabulate((x) => 0.055 + 0.945 * smoothStep(0, 0.62, x) ** 1.25);
const COLOR = tabulate((x) => 0.9 * x);
const BLEND = 0.03;

/** Veils of cloud drift in front. In tiles a height and a second, and in dawns. */
const VEIL_SCALE = 0.16;
const VEIL_RISE = 0.012;
const VEIL = 0.34;

export const sunrise: Animation = {
  title: 'Sunrise',
  description: 'Rose and gold climb from the foot until the tree stands in full day, and sink.',
  tags: ['nature', 'calm'],
  palette: 'sunrise',
  speed: 1,
  still: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const ramp = soften(rampOf(palette), BLEND);
    const noise = createNoise(seed);
    const columns = columnsAt(angle);

    return (timeS, frame) => {
      const sun = lookUp(SUN, fraction(timeS / DAY_S));
      const risen = fraction(timeS * VEIL_RISE) + 1;
      for (let i = 0; i < count; i++) {
        const h = height[i]!;
        const veil = noiseAt(noise, columns[i]!, risen - h * VEIL_SCALE) - 0.5;
        const lit = (sun - h) * (1 / DAWN) + 0.25 + VEIL * veil;
        const place = Math.min(0.999, Math.max(0, lit));
        sample(ramp, lookUp(COLOR, place), lookUp(LEVEL, place), frame, i * 3);
      }
    };
  },
};
