import type { Animation } from '../animation.ts';
import { rampOf, sample, tint } from '../color/palette.ts';
import { WHITE } from '../color/shaded-ramp.ts';
import { createFrame } from '../frame.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { smoothStep, tabulate } from '../math/curve-table.ts';
import { fraction, sine } from '../math/phase.ts';
import { randomArray, randomAt } from '../random/seeded-random.ts';

/** The distance between hanging threads in pixel spacings, and the bounds for their number. */
const THREAD_SPACINGS = 1.5;
const MIN_THREADS = 5;
const MAX_THREADS = 48;

/** A draught moves the threads: waves around the tree, per base radius of height, and a second. */
const DRAUGHT = { around: 2, along: 0.35, perSecond: 0.11 } as const;
/** Each thread also sways at its own pace. */
const SWAYS_PER_SECOND = [0.05, 0.11] as const;
/** The sway in folds to either side: so slow that nothing lights up more than once a second. */
const SWAY_FOLDS = 0.9;
const DRAUGHT_SWAY_FOLDS = 0.35;

/** Foil hardly shines except at this share of all angles, where it lights up. */
const DULL_LEVEL = 0.13;
const GLINT_CURVE = tabulate((x) => smoothStep(0.3, 0.5, x) * (1 - smoothStep(0.5, 0.75, x)));
const GLINT_WHITENESS = 0.5;
/** The distance between a thread's folds in base radii. */
const FOLD_LENGTH = 0.9;

export const tinsel: Animation = {
  title: 'Tinsel',
  description: 'Threads of foil hang all around and glitter in the draught.',
  tags: ['festive', 'lively'],
  palette: 'cool_white',
  speed: 1,
  isStill: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const { aspectRatio, pixelSpacing } = surfaceMetrics(strip);
    const ramp = rampOf(palette);
    const threads = Math.min(
      MAX_THREADS,
      Math.max(MIN_THREADS, Math.round((2 * Math.PI) / (THREAD_SPACINGS * pixelSpacing))),
    );
    const threadOf = Uint8Array.from(angle, (turn) => Math.floor(turn * threads));
    const rates = randomArray(seed, threads, ...SWAYS_PER_SECOND);
    const starts = randomArray(seed + 1, threads);
    const sways = new Float32Array(threads);

    const draughts = angle.map((turn, i) => turn * DRAUGHT.around + height[i]! * aspectRatio * DRAUGHT.along);
    const folds = height.map((h, i) => (h * aspectRatio) / FOLD_LENGTH + 0.35 * randomAt(seed + 2, i) + 4);
    const foil = createFrame(count);
    const dull = createFrame(count);
    for (let i = 0; i < count; i++) {
      const hue = randomAt(seed + 3, threadOf[i]!) * 0.999;
      sample(ramp, hue, 1, foil, i * 3);
      sample(ramp, hue, DULL_LEVEL * (0.6 + 0.8 * randomAt(seed + 4, i)), dull, i * 3);
    }

    return (timeS, frame) => {
      for (let thread = 0; thread < threads; thread++) {
        sways[thread] =
          starts[thread]! + SWAY_FOLDS * sine(fraction(timeS * rates[thread]! + starts[thread]!));
      }
      const blown = 1 - fraction(timeS * DRAUGHT.perSecond);
      frame.set(dull);
      for (let i = 0; i < count; i++) {
        const turned = folds[i]! + sways[threadOf[i]!]! + DRAUGHT_SWAY_FOLDS * sine(draughts[i]! + blown);
        const glint = GLINT_CURVE[((turned - (turned | 0)) * GLINT_CURVE.length) | 0]!;
        if (glint === 0) continue;
        const at = i * 3;
        frame[at] = Math.max(frame[at]!, foil[at]! * glint);
        frame[at + 1] = Math.max(frame[at + 1]!, foil[at + 1]! * glint);
        frame[at + 2] = Math.max(frame[at + 2]!, foil[at + 2]! * glint);
        tint(frame, at, WHITE, GLINT_WHITENESS * glint * glint);
      }
    };
  },
};
