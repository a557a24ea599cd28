import type { Animation } from '../animation.ts';
import { lookUp, smoothStep, tabulate } from '../curve.ts';
import { ringOf, sample } from '../palette.ts';
import { fraction } from '../phase.ts';
import { surfaceOf } from '../surface.ts';

/** Six breaths a minute: the pace at which people calm down. */
const BREATH_S = 10;
/** In, a short rest, and slowly out. Shares of a breath. */
const BREATHED_IN = 0.36;
const RESTED = 0.46;
const EMPTY = 0.14;
const LEVEL = tabulate((x) => {
  const air = smoothStep(0, BREATHED_IN, x) * (1 - smoothStep(RESTED, 1, x));
  return EMPTY + (1 - EMPTY) * air ** 1.25;
});

/** It fills from the belly, at this height, and arrives at the tip so much later, in breaths. */
const BELLY = 0.3;
const LATER = 0.3;

/** The colours change so slowly that nobody sees it happen; over the tree they span this share of the palette. */
const COLORS_S = 90;
const SPAN = 0.3;

export const breathing: Animation = {
  title: 'Breathing',
  description: 'The tree breathes in from its belly and slowly out, six times a minute.',
  tags: ['quiet', 'calm'],
  palette: 'sugarplum',
  speed: 1,
  still: false,

  prepare({ strip, palette }) {
    const { count, height } = strip;
    const ring = ringOf(palette);
    const farthest = Math.max(BELLY, 1 - BELLY) * (surfaceOf(strip).tallness > 0 ? 1 : 0) || 1;
    const delays = height.map((h) => 1 - (LATER * Math.abs(h - BELLY)) / farthest);
    const hues = height.map((h) => SPAN * h);

    return (timeS, frame) => {
      const breath = fraction(timeS / BREATH_S);
      const hue = fraction(timeS / COLORS_S);
      for (let i = 0; i < count; i++) {
        const air = breath + delays[i]!;
        const color = hue + hues[i]!;
        sample(ring, color - (color | 0), lookUp(LEVEL, air - (air | 0)), frame, i * 3);
      }
    };
  },
};
