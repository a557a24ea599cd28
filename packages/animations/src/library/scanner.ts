import type { Animation } from '../animation.ts';
import { blurRamp, oppositePosition, rampOf, sample } from '../color/palette.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { lookUp, lookUpInterpolated, smoothStep, tabulate } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';

/** Down and up again, slowing at both ends as a pendulum does. */
const SWING_PERIOD_S = 6.4;

/** How long a place glows on, in swings, and how soft the eye is, in shares of a swing. */
const AFTERGLOW_SWINGS = 0.46;
const MIN_SOFTNESS = 0.03;
const SOFTNESS_SPACINGS = 0.16;
const MIN_LEVEL = 0.07;

/** White-hot when the eye is here, and soon cooled down to the palette's first colour. In swings. */
const COOLING_SWINGS = 0.22;
const BLUR_RADIUS = 0.2;

export const scanner: Animation = {
  title: 'Scanner',
  description: 'A glowing eye swings from foot to tip and back, and all it saw glows on.',
  tags: ['classic', 'lively'],
  palette: 'embers',
  speed: 1,
  isStill: false,

  prepare({ strip, palette }) {
    const { count, height } = strip;
    const ramp = blurRamp(rampOf(palette), BLUR_RADIUS);
    const hottest = oppositePosition(palette);
    const soft = Math.max(MIN_SOFTNESS, SOFTNESS_SPACINGS * surfaceMetrics(strip).pixelSpacing);
    /** By swings since the eye was here; towards 1 it is about to come. */
    const level = tabulate((age) => {
      const fading = Math.max(0, 1 - age / AFTERGLOW_SWINGS) ** 1.7;
      return MIN_LEVEL + (1 - MIN_LEVEL) * Math.max(fading, smoothStep(1 - soft, 1, age));
    });
    /** What is about to be seen is hot from the beginning: so it flashes up once, in one colour. */
    const color = tabulate((age) => {
      return (
        hottest * Math.max(1 - smoothStep(0, COOLING_SWINGS, age), smoothStep(1 - 2 * soft, 1 - soft, age))
      );
    });
    /** The eye is at height h in this share of a swing on its way up, and as long before the end on its way down. */
    const passes = height.map((h) => Math.acos(1 - 2 * h) / (2 * Math.PI));

    return (timeS, frame) => {
      const swing = fraction(timeS / SWING_PERIOD_S);
      for (let i = 0; i < count; i++) {
        const up = swing + 1 - passes[i]!;
        const down = swing + passes[i]!;
        const sinceUp = up - (up | 0);
        const sinceDown = down - (down | 0);
        const risen = lookUpInterpolated(level, sinceUp);
        const sunk = lookUpInterpolated(level, sinceDown);
        const heat = lookUp(color, sinceUp) * risen + lookUp(color, sinceDown) * sunk;
        sample(ramp, heat / (risen + sunk), Math.max(risen, sunk), frame, i * 3);
      }
    };
  },
};
