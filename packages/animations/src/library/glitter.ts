import type { Animation } from '../animation.ts';
import { lookUp, smoothStep, tabulate } from '../curve.ts';
import { createFrame } from '../frame.ts';
import { ringOf, sample, tint } from '../palette.ts';
import { fraction } from '../phase.ts';
import { chances } from '../random.ts';
import { WHITE } from '../tones.ts';

/** Each pixel is a facet of its own, and glints whenever the light comes by: at once, and then less and less. */
const SHORTEST_S = 5;
const LONGEST_S = 8;
const GLINT = tabulate((x) => smoothStep(0, 0.018, x) * (1 - smoothStep(0.018, 0.24, x)) ** 2);
/** A glint's colour is the palette's opposite of what is below it, and partly white. */
const WHITENESS = 0.4;

/** Below them lies a dark shimmer in folds that turn around the tree. */
const SHIMMER = tabulate((x) => 0.3 + 0.2 * Math.cos(2 * Math.PI * x));
const FOLDS = 2;
const TILT = 1.3;
const TURN_S = 11;
const SPAN = 0.3;
/** Tinsel is crumpled: no pixel is quite like its neighbour. */
const CRUMPLED = 0.12;

export const glitter: Animation = {
  title: 'Glitter',
  description: 'Glints dance over a tree that is wrapped in darkly shimmering foil.',
  tags: ['classic', 'lively'],
  palette: 'sugarplum',
  speed: 1,
  still: false,

  prepare({ strip: { count, angle, height }, palette, seed }) {
    const ring = ringOf(palette);
    const crumples = chances(seed + 5, count, 0, CRUMPLED);
    const hues = crumples.map((crumple, i) => Math.min(0.999, SPAN * 0.5 * height[i]! + crumple));
    const folds = crumples.map((crumple, i) => fraction(FOLDS * angle[i]! + TILT * height[i]! + 3 * crumple));
    const rates = chances(seed, count, 1 / LONGEST_S, 1 / SHORTEST_S);
    const starts = chances(seed + 1, count);
    const glints = createFrame(count);
    for (let i = 0; i < count; i++) {
      sample(ring, fraction(hues[i]! + 0.5), 1, glints, i * 3);
      tint(glints, i * 3, WHITE, WHITENESS);
    }

    return (timeS, frame) => {
      const turned = fraction(timeS / TURN_S);
      for (let i = 0; i < count; i++) {
        const at = i * 3;
        const fold = folds[i]! + turned;
        sample(ring, hues[i]!, lookUp(SHIMMER, fold - (fold | 0)), frame, at);
        const glint = lookUp(GLINT, fraction(timeS * rates[i]! + starts[i]!));
        if (glint > 0) tint(frame, at, glints, glint, at);
      }
    };
  },
};
