import type { Animation } from '../animation.ts';
import { oppositePosition, rampOf, sample } from '../color/palette.ts';
import { shadedRamp } from '../color/shaded-ramp.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { smoothStep } from '../math/curve-table.ts';
import { fraction, wrapToHalfTurn } from '../math/phase.ts';

/** Height of one winding in base radii, and its minimum in pixel spacings; turns a second. */
const MIN_WINDING_HEIGHT = 2.1;
const MIN_SPACINGS = 7;
const TURNS_PER_SECOND = 0.12;

/** Half the width of a strand in turns, and its minimum in pixel spacings where the tree is half as wide as at its foot. */
const STRAND_HALF_WIDTH = 0.06;
const STRAND_SPACINGS = 0.8;

/** The distance between rungs in base radii, its minimum in pixel spacings, and a rung's thickness: one row of pixels. */
const RUNG_DISTANCE = 0.34;
const RUNG_SPACINGS = 2.3;
const RUNG_THICKNESS_SPACINGS = 0.62;
const RUNG_LEVEL = 0.34;
const NIGHT_LEVEL = 0.035;

export const doubleHelix: Animation = {
  title: 'Double helix',
  description: 'Two strands in different colours wind up the tree, with rungs between them.',
  tags: ['shape', 'calm'],
  palette: 'sunset',
  speed: 1,
  isStill: false,

  prepare({ strip, palette }) {
    const { count, angle, height } = strip;
    const { aspectRatio, pixelSpacing } = surfaceMetrics(strip);
    const ramp = rampOf(palette);
    const other = oppositePosition(palette);
    const half = Math.min(0.2, Math.max(STRAND_HALF_WIDTH, (STRAND_SPACINGS * pixelSpacing) / Math.PI));
    const strandAt = (x: number) => {
      const [first, second] = [Math.abs(wrapToHalfTurn(x)), Math.abs(wrapToHalfTurn(x - 0.5))];
      return { near: Math.min(first, second), position: first < second ? 0 : other };
    };
    const strands = shadedRamp(ramp, (x) => {
      const { near, position } = strandAt(x);
      const core = 1 - smoothStep(0, half * 0.6, near);
      return {
        position,
        level: NIGHT_LEVEL + (1 - NIGHT_LEVEL) * (1 - smoothStep(half * 0.5, half * 1.5, near)),
        whiteness: core * 0.4,
      };
    });
    const rungs = shadedRamp(ramp, (x) => {
      const { near, position } = strandAt(x);
      const strand = 1 - smoothStep(half * 0.5, half * 1.5, near);
      // Rungs are on one side of the tree only: between the strands, not all around.
      const rung = x < 0.5 ? RUNG_LEVEL * (0.55 + 0.45 * Math.abs(wrapToHalfTurn(2 * x)) * 2) : NIGHT_LEVEL;
      return {
        position: x < 0.5 ? x * 2 * other : position,
        level: Math.max(rung, strand),
        whiteness: 0.4 * (1 - smoothStep(0, half * 0.6, near)),
      };
    });

    const every = Math.max(RUNG_DISTANCE, RUNG_SPACINGS * pixelSpacing);
    const onRung = Uint8Array.from(height, (h) =>
      fraction((h * aspectRatio) / every) < ((RUNG_THICKNESS_SPACINGS * pixelSpacing) / every) * 1.5 ? 1 : 0,
    );
    const winding = Math.max(MIN_WINDING_HEIGHT, MIN_SPACINGS * pixelSpacing);
    const positions = angle.map((turn, i) => fraction(turn - (height[i]! * aspectRatio) / winding));

    return (timeS, frame) => {
      const turned = fraction(timeS * TURNS_PER_SECOND);
      for (let i = 0; i < count; i++) {
        const position = positions[i]! + turned;
        sample(onRung[i]! ? rungs : strands, position - (position | 0), 1, frame, i * 3);
      }
    };
  },
};
