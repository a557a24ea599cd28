import type { Animation } from '../animation.ts';
import { lookUp, smoothStep, tabulate } from '../curve.ts';
import { createFrame, FULL } from '../frame.ts';
import { ringOf, sample, tint } from '../palette.ts';
import { fraction } from '../phase.ts';
import { chances } from '../random.ts';
import { Specks } from '../specks.ts';

/** So many pixels share one glint: short, and white. */
const SHARED = 6;
const SHORTEST_S = 2.1;
const LONGEST_S = 3.2;
const GLINT = tabulate((x) => smoothStep(0.02, 0.07, x) * (1 - smoothStep(0.07, 0.45, x)) ** 1.5);
const WHITE = createFrame(1).fill(FULL);
const WHITENESS = 0.95;

/** Below them lies a rich shimmer that turns slowly around the tree. */
const SHIMMER = tabulate((x) => 0.58 + 0.3 * Math.cos(2 * Math.PI * x));
const FOLDS = 2;
const TILT = 1.3;
const TURN_S = 11;
const SPAN = 0.35;
/** Tinsel is crumpled: no pixel is quite like its neighbour. */
const CRUMPLED = 0.1;

export const glitter: Animation = {
  title: 'Glitter',
  description: 'White glints dance over a tree wrapped in shimmering tinsel.',
  tags: ['classic', 'lively'],
  palette: 'rose_gold',
  speed: 1,
  still: false,

  prepare({ strip: { count, angle, height }, palette, seed }) {
    const ring = ringOf(palette);
    const specks = new Specks({ seed, pixels: count, shared: SHARED, cycleS: [SHORTEST_S, LONGEST_S] });
    const crumples = chances(seed + 5, count, 0, CRUMPLED);
    const hues = crumples.map((crumple, i) => Math.min(0.999, SPAN * height[i]! * 0.5 + crumple));
    const folds = crumples.map((crumple, i) => fraction(FOLDS * angle[i]! + TILT * height[i]! + 3 * crumple));

    return (timeS, frame) => {
      const turned = fraction(timeS / TURN_S);
      for (let i = 0; i < count; i++) {
        const fold = folds[i]! + turned;
        sample(ring, hues[i]!, lookUp(SHIMMER, fold - (fold | 0)), frame, i * 3);
      }
      specks.move(timeS);
      for (let n = 0; n < specks.count; n++) {
        tint(frame, specks.pixel[n]! * 3, WHITE, WHITENESS * lookUp(GLINT, specks.phase[n]!));
      }
    };
  },
};
