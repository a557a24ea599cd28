import type { Animation } from '../animation.ts';
import { blurRamp, oppositePosition, rampOf, sample } from '../color/palette.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { lookUp, lookUpInterpolated, smoothStep, tabulate } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';

/** The time for one swing up and down, slower at both ends like a pendulum. */
const SWING_PERIOD_S = 6.4;

/** How long the afterglow lasts, in swings, and how soft the eye is, in shares of a swing. */
const AFTERGLOW_SWINGS = 0.46;
const MIN_SOFTNESS = 0.03;
const SOFTNESS_SPACINGS = 0.16;
const MIN_LEVEL = 0.07;

/** How fast the afterglow cools from white to the palette's first colour. In swings. */
const COOLING_SWINGS = 0.22;
const BLUR_RADIUS = 0.2;

export const scanner: Animation = {
  title: 'Scanner',
  description: 'A glowing eye swings from foot to tip and back, leaving an afterglow.',
  tags: ['classic', 'lively'],
  palette: 'embers',
  speed: 1,
  isStill: false,

  prepare({ strip, palette }) {
    const { count, height } = strip;
    const ramp = blurRamp(rampOf(palette), BLUR_RADIUS);
    const hottest = oppositePosition(palette);
    const soft = Math.max(MIN_SOFTNESS, SOFTNESS_SPACINGS * surfaceMetrics(strip).pixelSpacing);
    /** By swings since the eye was here; towards 1 it is about to return. */
    const level = tabulate((age) => {
      const fading = Math.max(0, 1 - age / AFTERGLOW_SWINGS) ** 1.7;
      return MIN_LEVEL + (1 - MIN_LEVEL) * Math.max(fading, smoothStep(1 - soft, 1, age));
    });
    /** A pixel just ahead of the eye is already hot, so that it brightens once, in one colour. */
    const color = tabulate((age) => {
      return (
        hottest * Math.max(1 - smoothStep(0, COOLING_SWINGS, age), smoothStep(1 - 2 * soft, 1 - soft, age))
      );
    });
    /** The share of a swing after which the rising eye is at height h; symmetrical on its way down. */
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
