import type { Animation } from '../animation.ts';
import { blurRamp, rampOf, sample } from '../color/palette.ts';
import { lookUp, smoothStep, tabulate } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';
import { createValueNoise, noiseAt, tileColumns } from '../random/value-noise.ts';

/** A short day: light climbs the tree, stays, and sinks again. In seconds, and shares of the day. */
const DAY_S = 60;
const MORNING_END = 0.55;
const EVENING_START = 0.72;
/** The height of the light in heights of the tree: just below the horizon at night, above the tip at noon. */
const MIN_SUN_HEIGHT = 0.22;
const MAX_SUN_HEIGHT = 1.42;
const SUN_HEIGHT_CURVE = tabulate((x) => {
  return (
    MIN_SUN_HEIGHT +
    (MAX_SUN_HEIGHT - MIN_SUN_HEIGHT) * smoothStep(0, MORNING_END, x) * (1 - smoothStep(EVENING_START, 1, x))
  );
});

/** From full daylight below (1) through the colours of dawn to the night above (0), over this many heights. */
const DAWN_HEIGHT = 0.95;
const LEVEL_CURVE = tabulate((x) => 0.055 + 0.945 * smoothStep(0, 0.62, x) ** 1.25);
const COLOR_CURVE = tabulate((x) => 0.9 * x);
const BLUR_RADIUS = 0.03;

/** Thin clouds drift in front. In tiles per height and a second, and in widths of the dawn. */
const VEIL_SCALE = 0.16;
const VEIL_RISE = 0.012;
const VEIL_STRENGTH = 0.34;

export const sunrise: Animation = {
  title: 'Sunrise',
  description: 'Rose and gold climb from the foot until it is day, and sink again.',
  tags: ['nature', 'calm'],
  palette: 'sunrise',
  speed: 1,
  isStill: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const ramp = blurRamp(rampOf(palette), BLUR_RADIUS);
    const noise = createValueNoise(seed);
    const columns = tileColumns(angle);

    return (timeS, frame) => {
      const sun = lookUp(SUN_HEIGHT_CURVE, fraction(timeS / DAY_S));
      const risen = fraction(timeS * VEIL_RISE) + 1;
      for (let i = 0; i < count; i++) {
        const h = height[i]!;
        const veil = noiseAt(noise, columns[i]!, risen - h * VEIL_SCALE) - 0.5;
        const lit = (sun - h) * (1 / DAWN_HEIGHT) + 0.25 + VEIL_STRENGTH * veil;
        const position = Math.min(0.999, Math.max(0, lit));
        sample(ramp, lookUp(COLOR_CURVE, position), lookUp(LEVEL_CURVE, position), frame, i * 3);
      }
    };
  },
};
