import type { Animation } from '../animation.ts';
import { rampOf, sample } from '../color/palette.ts';
import { shadedRamp } from '../color/shaded-ramp.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { smoothStep } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';

/** Height of one winding in base radii, and its minimum in pixel spacings, so that there is darkness in between. */
const MIN_WINDING_HEIGHT = 0.95;
const MIN_SPACINGS = 3.4;
const TURNS_PER_SECOND = 0.22;

/** Shares of a winding: the bright upper edge, the crest, and the veil below it. */
const EDGE_SHARE = 0.14;
const CREST_END = 0.2;
const VEIL_END = 0.85;
/** The share of the palette that the veil spans. */
const PALETTE_SPAN = 0.5;

export const risingSpiral: Animation = {
  title: 'Rising spiral',
  description: 'A ribbon of light winds up the tree, with a veil hanging below it.',
  tags: ['shape', 'lively'],
  palette: 'aurora',
  speed: 1,
  isStill: false,

  prepare({ strip, palette }) {
    const { count, angle, height } = strip;
    const { aspectRatio, pixelSpacing } = surfaceMetrics(strip);
    const winding = Math.max(MIN_WINDING_HEIGHT, MIN_SPACINGS * pixelSpacing);
    const ribbons = shadedRamp(rampOf(palette), (x) => {
      const below = 1 - x;
      const crest =
        smoothStep(0, EDGE_SHARE, below) * (1 - smoothStep(CREST_END, CREST_END + EDGE_SHARE, below));
      const veil = smoothStep(0, EDGE_SHARE, below) * (1 - smoothStep(CREST_END, VEIL_END, below)) ** 2;
      return {
        position: PALETTE_SPAN * below,
        level: 0.03 + 0.55 * veil + 0.42 * crest,
        whiteness: 0.45 * crest,
      };
    });
    const positions = height.map((h, i) => fraction((h * aspectRatio) / winding - angle[i]!));

    return (timeS, frame) => {
      const risen = 1 - fraction(timeS * TURNS_PER_SECOND);
      for (let i = 0; i < count; i++) {
        const position = positions[i]! + risen;
        sample(ribbons, position - (position | 0), 1, frame, i * 3);
      }
    };
  },
};
