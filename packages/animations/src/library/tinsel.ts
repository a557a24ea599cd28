import type { Animation } from '../animation.ts';
import { smoothStep, tabulate } from '../curve.ts';
import { createFrame } from '../frame.ts';
import { rampOf, sample, tint } from '../palette.ts';
import { fraction, wave } from '../phase.ts';
import { chance, chances } from '../random.ts';
import { surfaceOf } from '../surface.ts';
import { WHITE } from '../tones.ts';

/** Threads hang down all around, about as dense as the pixels, in pitches of the strip. */
const THREAD_PITCHES = 1.5;
const FEWEST = 5;
const MOST = 48;

/** A draught runs through the threads: waves around the tree, along one base radius, and a second. */
const DRAUGHT = { around: 2, along: 0.35, perSecond: 0.11 } as const;
/** Each thread sways in its own time, too. */
const SWAYS_PER_SECOND = [0.05, 0.11] as const;
/** In folds to either side: so slow that nothing flashes up more than once in a second. */
const SWAY = 0.9;
const SWAY_OF_DRAUGHT = 0.35;

/** Foil hardly shines until it happens to be turned the right way: then it flashes up, in this share of all angles. */
const DULL = 0.13;
const GLINT = tabulate((x) => smoothStep(0.3, 0.5, x) * (1 - smoothStep(0.5, 0.75, x)));
const GLINT_WHITE = 0.5;
/** Folds of a thread, in base radii: so far apart are places that are turned the same way. */
const FOLD = 0.9;

export const tinsel: Animation = {
  title: 'Tinsel',
  description: 'Threads of foil hang down all around and glitter in the draught.',
  tags: ['festive', 'lively'],
  palette: 'cool_white',
  speed: 1,
  still: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const { tallness, pitch } = surfaceOf(strip);
    const ramp = rampOf(palette);
    const threads = Math.min(MOST, Math.max(FEWEST, Math.round((2 * Math.PI) / (THREAD_PITCHES * pitch))));
    const threadOf = Uint8Array.from(angle, (turn) => Math.floor(turn * threads));
    const rates = chances(seed, threads, ...SWAYS_PER_SECOND);
    const starts = chances(seed + 1, threads);
    const sways = new Float32Array(threads);

    const draughts = angle.map((turn, i) => turn * DRAUGHT.around + height[i]! * tallness * DRAUGHT.along);
    const folds = height.map((h, i) => (h * tallness) / FOLD + 0.35 * chance(seed + 2, i) + 4);
    const foil = createFrame(count);
    const dull = createFrame(count);
    for (let i = 0; i < count; i++) {
      const hue = chance(seed + 3, threadOf[i]!) * 0.999;
      sample(ramp, hue, 1, foil, i * 3);
      sample(ramp, hue, DULL * (0.6 + 0.8 * chance(seed + 4, i)), dull, i * 3);
    }

    return (timeS, frame) => {
      for (let thread = 0; thread < threads; thread++) {
        sways[thread] = starts[thread]! + SWAY * wave(fraction(timeS * rates[thread]! + starts[thread]!));
      }
      const blown = 1 - fraction(timeS * DRAUGHT.perSecond);
      frame.set(dull);
      for (let i = 0; i < count; i++) {
        const turned = folds[i]! + sways[threadOf[i]!]! + SWAY_OF_DRAUGHT * wave(draughts[i]! + blown);
        const glint = GLINT[((turned - (turned | 0)) * GLINT.length) | 0]!;
        if (glint === 0) continue;
        const at = i * 3;
        frame[at] = Math.max(frame[at]!, foil[at]! * glint);
        frame[at + 1] = Math.max(frame[at + 1]!, foil[at + 1]! * glint);
        frame[at + 2] = Math.max(frame[at + 2]!, foil[at + 2]! * glint);
        tint(frame, at, WHITE, GLINT_WHITE * glint * glint);
      }
    };
  },
};
