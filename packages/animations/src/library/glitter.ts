import type { Animation } from '../animation.ts';
import { ringOf, sample, tint } from '../color/palette.ts';
import { WHITE } from '../color/shaded-ramp.ts';
import { createFrame } from '../frame.ts';
import { lookUp, smoothStep, tabulate } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';
import { randomArray } from '../random/seeded-random.ts';

/** Each pixel is a facet that glints at its own times: bright at once, then fading. */
const MIN_CYCLE_S = 5;
const MAX_CYCLE_S = 8;
const GLINT_CURVE = tabulate((x) => smoothStep(0, 0.018, x) * (1 - smoothStep(0.018, 0.24, x)) ** 2);
/** A glint has the colour opposite to the shimmer below it, and is partly white. */
const WHITENESS = 0.4;

/** The dark shimmer below the glints, in folds that turn around the tree. */
const SHIMMER_CURVE = tabulate((x) => 0.3 + 0.2 * Math.cos(2 * Math.PI * x));
const FOLD_COUNT = 2;
const FOLD_TILT = 1.3;
const ROTATION_PERIOD_S = 11;
const PALETTE_SPAN = 0.3;
/** The foil is crumpled: neighbouring pixels differ a little. */
const CRUMPLE_AMPLITUDE = 0.12;

export const glitter: Animation = {
  title: 'Glitter',
  description: 'Glints dance over a tree wrapped in darkly shimmering foil.',
  tags: ['classic', 'lively'],
  palette: 'sugarplum',
  speed: 1,
  isStill: false,

  prepare({ strip: { count, angle, height }, palette, seed }) {
    const ring = ringOf(palette);
    const crumples = randomArray(seed + 5, count, 0, CRUMPLE_AMPLITUDE);
    const hues = crumples.map((crumple, i) => Math.min(0.999, PALETTE_SPAN * 0.5 * height[i]! + crumple));
    const folds = crumples.map((crumple, i) =>
      fraction(FOLD_COUNT * angle[i]! + FOLD_TILT * height[i]! + 3 * crumple),
    );
    const rates = randomArray(seed, count, 1 / MAX_CYCLE_S, 1 / MIN_CYCLE_S);
    const starts = randomArray(seed + 1, count);
    const glints = createFrame(count);
    for (let i = 0; i < count; i++) {
      sample(ring, fraction(hues[i]! + 0.5), 1, glints, i * 3);
      tint(glints, i * 3, WHITE, WHITENESS);
    }

    return (timeS, frame) => {
      const turned = fraction(timeS / ROTATION_PERIOD_S);
      for (let i = 0; i < count; i++) {
        const at = i * 3;
        const fold = folds[i]! + turned;
        sample(ring, hues[i]!, lookUp(SHIMMER_CURVE, fold - (fold | 0)), frame, at);
        const glint = lookUp(GLINT_CURVE, fraction(timeS * rates[i]! + starts[i]!));
        if (glint > 0) tint(frame, at, glints, glint, at);
      }
    };
  },
};
