import type { Animation } from '../animation.ts';
import { ringOf, sample } from '../color/palette.ts';
import { Sparkles } from '../drawing/sparkles.ts';
import { createFrame } from '../frame.ts';
import { lookUp, smoothStep, tabulate } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';

/** Pixels that share one piece of confetti. */
const PIXELS_PER_SPARKLE = 2;
const MIN_CYCLE_S = 3.4;
const MAX_CYCLE_S = 6;
/** Appears quickly and fades slowly. */
const LEVEL_CURVE = tabulate((x) => smoothStep(0, 0.045, x) * (1 - smoothStep(0.15, 1, x)));

/** The share of the palette in use at one time, and how long it takes to go through all of it. */
const PALETTE_SPAN = 0.4;
const COLOR_CYCLE_S = 24;

export const confetti: Animation = {
  title: 'Confetti',
  description: 'Dots of colour pop up all over the tree and fade away.',
  tags: ['classic', 'lively', 'colourful'],
  palette: 'rainbow',
  speed: 1,
  isStill: false,

  prepare({ strip: { count }, palette, seed }) {
    const ring = ringOf(palette);
    const sparkles = new Sparkles({
      seed,
      pixelCount: count,
      pixelsPerSparkle: PIXELS_PER_SPARKLE,
      cycleS: [MIN_CYCLE_S, MAX_CYCLE_S],
    });
    const around = new Float64Array(1);
    const sparkleColor = createFrame(1);

    return (timeS, frame) => {
      frame.fill(0);
      sparkles.update(timeS);
      around[0] = fraction(timeS / COLOR_CYCLE_S);
      for (let n = 0; n < sparkles.count; n++) {
        const color = around[0]! + (PALETTE_SPAN * (sparkles.randomBits[n]! & 0xff)) / 0xff;
        const at = sparkles.pixel[n]! * 3;
        sample(ring, color - (color | 0), lookUp(LEVEL_CURVE, sparkles.phase[n]!), sparkleColor, 0);
        frame[at] = Math.max(frame[at]!, sparkleColor[0]!);
        frame[at + 1] = Math.max(frame[at + 1]!, sparkleColor[1]!);
        frame[at + 2] = Math.max(frame[at + 2]!, sparkleColor[2]!);
      }
    };
  },
};
