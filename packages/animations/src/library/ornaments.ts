import type { Animation } from '../animation.ts';
import { oppositePosition, ringOf, sample } from '../color/palette.ts';
import { shadedRamp } from '../color/shaded-ramp.ts';
import { baseGreen } from '../drawing/base-green.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { smoothStep } from '../math/curve-table.ts';
import { fraction, wrapToHalfTurn } from '../math/phase.ts';

/** The distance between rows in base radii, and its minimum in pixel spacings. */
const MIN_ROW_DISTANCE = 0.56;
const MIN_SPACINGS = 2.4;
/** An ornament is a diamond: half its width and height, in rows. */
const HALF_WIDTH = 0.56;
const HALF_HEIGHT = 0.52;

/** Ornaments have two sides in different colours, and turn in waves that run around and up the tree. */
const TURNS_PER_SECOND = 0.09;
const WAVES_AROUND = 1;
const ROWS_PER_WAVE = 5;
const EDGE_ON_LEVEL = 0.04;

export const ornaments: Animation = {
  title: 'Ornaments',
  description: 'Rows of two-coloured diamonds turn on their threads, one after another.',
  tags: ['festive', 'calm', 'shape'],
  palette: 'candy_cane',
  speed: 1,
  isStill: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height, radius } = strip;
    const { aspectRatio, pixelSpacing } = surfaceMetrics(strip);
    const row = Math.max(MIN_ROW_DISTANCE, MIN_SPACINGS * pixelSpacing);
    const rows = Math.max(1, Math.round(aspectRatio / row));
    const tree = baseGreen(count, seed, 0.7);
    const sides = shadedRamp(ringOf(palette), (x) => {
      // Edge-on an ornament is darkest, and there the colours change.
      const turned = Math.abs(Math.cos(2 * Math.PI * x));
      return {
        position: x < 0.25 || x >= 0.75 ? 0 : oppositePosition(palette),
        level: (x < 0.25 || x >= 0.75 ? 1 : 0.8) * (EDGE_ON_LEVEL + (1 - EDGE_ON_LEVEL) * turned ** 0.7),
        whiteness: 0.2 * turned ** 12,
      };
    });

    const shares = new Float32Array(count);
    const starts = new Float32Array(count);
    const soft = Math.min(0.6, (0.4 * pixelSpacing) / row);
    for (let i = 0; i < count; i++) {
      const position = height[i]! * rows;
      const number = Math.min(rows - 1, Math.floor(position));
      // As many as fit around at this height; rows are staggered by half an ornament.
      const widest = 1 - (number + 0.5) / rows;
      const around = Math.max(2, Math.round((2 * Math.PI * widest) / (row * 1.25)));
      const turns = angle[i]! * around + (number % 2) * 0.5;
      const lateral =
        Math.abs(wrapToHalfTurn(turns - 0.5)) * ((2 * Math.PI * Math.max(0.2, radius[i]!)) / around / row);
      const lozenge = lateral / HALF_WIDTH + Math.abs(position - number - 0.5) / HALF_HEIGHT;
      shares[i] = 1 - smoothStep(1 - soft, 1 + soft, lozenge);
      const middle = (Math.floor(turns) + 0.5) / around;
      starts[i] = fraction(WAVES_AROUND * middle + number / ROWS_PER_WAVE);
    }

    return (timeS, frame) => {
      const turned = fraction(timeS * TURNS_PER_SECOND);
      for (let i = 0; i < count; i++) {
        const at = i * 3;
        const side = starts[i]! + turned;
        sample(sides, side - (side | 0), shares[i]!, frame, at);
        frame[at] = Math.max(frame[at]!, tree[at]!);
        frame[at + 1] = Math.max(frame[at + 1]!, tree[at + 1]!);
        frame[at + 2] = Math.max(frame[at + 2]!, tree[at + 2]!);
      }
    };
  },
};
