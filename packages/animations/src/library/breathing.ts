import type { Animation } from '../animation.ts';
import { ringOf, sample } from '../color/palette.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { lookUp, smoothStep, tabulate } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';

/** Six breaths a minute, a calming pace. */
const BREATH_S = 10;
/** Inhale, a short pause, and a slow exhale. Shares of a breath. */
const INHALE_END = 0.36;
const EXHALE_START = 0.46;
const MIN_LEVEL = 0.14;
const LEVEL_CURVE = tabulate((x) => {
  const air = smoothStep(0, INHALE_END, x) * (1 - smoothStep(EXHALE_START, 1, x));
  return MIN_LEVEL + (1 - MIN_LEVEL) * air ** 1.25;
});

/** A breath starts at this height and arrives at the tip later by this share of a breath. */
const BELLY_HEIGHT = 0.3;
const MAX_DELAY_BREATHS = 0.3;

/** The colours change imperceptibly slowly; the tree spans this share of the palette. */
const COLOR_CYCLE_S = 90;
const PALETTE_SPAN = 0.3;

export const breathing: Animation = {
  title: 'Breathing',
  description: 'The tree breathes in and slowly out, six times a minute.',
  tags: ['quiet', 'calm'],
  palette: 'sugarplum',
  speed: 1,
  isStill: false,

  prepare({ strip, palette }) {
    const { count, height } = strip;
    const ring = ringOf(palette);
    const farthest =
      Math.max(BELLY_HEIGHT, 1 - BELLY_HEIGHT) * (surfaceMetrics(strip).aspectRatio > 0 ? 1 : 0) || 1;
    const delays = height.map((h) => 1 - (MAX_DELAY_BREATHS * Math.abs(h - BELLY_HEIGHT)) / farthest);
    const hues = height.map((h) => PALETTE_SPAN * h);

    return (timeS, frame) => {
      const breath = fraction(timeS / BREATH_S);
      const hue = fraction(timeS / COLOR_CYCLE_S);
      for (let i = 0; i < count; i++) {
        const air = breath + delays[i]!;
        const color = hue + hues[i]!;
        sample(ring, color - (color | 0), lookUp(LEVEL_CURVE, air - (air | 0)), frame, i * 3);
      }
    };
  },
};
