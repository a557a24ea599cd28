import type { Animation } from '../animation.ts';
import { lookBetween, lookUp, smoothStep, tabulate } from '../curve.ts';
import { oppositeIn, rampOf, sample, soften } from '../palette.ts';
import { fraction } from '../phase.ts';
import { surfaceOf } from '../surface.ts';

/** Down and up again, slowing at both ends as a pendulum does. */
const SWING_S = 6.4;

/** How long a place glows on, in swings, and how soft the eye is, in shares of a swing. */
const AFTERGLOW = 0.46;
const SOFTNESS = 0.03;
const SOFTNESS_PITCHES = 0.16;
const DARKEST = 0.07;

/** White-hot when the eye is here, and soon cooled down to the palette's first colour. In swings. */
const COOLED = 0.22;
const BLEND = 0.2;

export const scanner: Animation = {
  title: 'Scanner',
  description: 'A glowing eye swings from foot to tip and back, and all it saw glows on.',
  tags: ['classic', 'lively'],
  palette: 'embers',
  speed: 1,
  still: false,

  prepare({ strip, palette }) {
    const { count, height } = strip;
    const ramp = soften(rampOf(palette), BLEND);
    const hottest = oppositeIn(palette);
    const soft = Math.max(SOFTNESS, SOFTNESS_PITCHES * surfaceOf(strip).pitch);
    /** By swings since the eye was here; towards 1 it is about to come. */
    const level = tabulate((age) => {
      const fading = Math.max(0, 1 - age / AFTERGLOW) ** 1.7;
      return DARKEST + (1 - DARKEST) * Math.max(fading, smoothStep(1 - soft, 1, age));
    });
    /** What is about to be seen is hot from the beginning: so it flashes up once, in one colour. */
    const color = tabulate((age) => {
      return hottest * Math.max(1 - smoothStep(0, COOLED, age), smoothStep(1 - 2 * soft, 1 - soft, age));
    });
    /** The eye is at height h in this share of a swing on its way up, and as long before the end on its way down. */
    const passes = height.map((h) => Math.acos(1 - 2 * h) / (2 * Math.PI));

    return (timeS, frame) => {
      const swing = fraction(timeS / SWING_S);
      for (let i = 0; i < count; i++) {
        const up = swing + 1 - passes[i]!;
        const down = swing + passes[i]!;
        const sinceUp = up - (up | 0);
        const sinceDown = down - (down | 0);
        const risen = lookBetween(level, sinceUp);
        const sunk = lookBetween(level, sinceDown);
        const heat = lookUp(color, sinceUp) * risen + lookUp(color, sinceDown) * sunk;
        sample(ramp, heat / (risen + sunk), Math.max(risen, sunk), frame, i * 3);
      }
    };
  },
};
