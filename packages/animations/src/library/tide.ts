import type { Animation } from '../animation.ts';
import { rampOf, sample } from '../color/palette.ts';
import { shadedRamp } from '../color/shaded-ramp.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { smoothStep, tabulate } from '../math/curve-table.ts';
import { fraction, sine } from '../math/phase.ts';

/** The heights of low and high water. */
const LOW_TIDE = 0.1;
const HIGH_TIDE = 0.88;
const TIDES_PER_SECOND = 0.028;

/** Two waves run around the tree in opposite directions: waves around it, height, and waves a second. */
const SWELL = { around: 2, height: 0.035, perSecond: 0.19 } as const;
const CHOP = { around: 3, height: 0.022, perSecond: -0.27 } as const;

/** The thickness of foam in base radii, and its minimum in pixel spacings. */
const MIN_FOAM_THICKNESS = 0.12;
const FOAM_SPACINGS = 0.75;
/** Light plays under the surface. */
const LIGHT_PLAY_DEPTH = 0.3;
const LIGHT_PLAYS_PER_SECOND = 0.23;

/** The range of the colour table, from above the surface to below it. In heights of the tree. */
const TABLE_ABOVE_SURFACE = 0.05;
const TABLE_BELOW_SURFACE = 0.7;
const DRY_LEVEL = 0.08;
/** The palette position at the surface; the depth has the palette's beginning. */
const SURFACE_PALETTE_POSITION = 0.72;

export const tide: Animation = {
  title: 'Tide',
  description: 'Water fills the tree, swells under its foam, and ebbs away again.',
  tags: ['shape', 'calm', 'nature'],
  palette: 'ice',
  speed: 1,
  isStill: false,

  prepare({ strip, palette }) {
    const { count, angle, height } = strip;
    const { aspectRatio, pixelSpacing } = surfaceMetrics(strip);
    const foam = Math.max(MIN_FOAM_THICKNESS, FOAM_SPACINGS * pixelSpacing) / (aspectRatio || 1);
    const water = shadedRamp(rampOf(palette), (x) => {
      const depth = x * (TABLE_ABOVE_SURFACE + TABLE_BELOW_SURFACE) - TABLE_ABOVE_SURFACE;
      if (depth < -foam / 2) return { position: SURFACE_PALETTE_POSITION, level: DRY_LEVEL };
      const crest = smoothStep(-foam / 2, 0, depth) * (1 - smoothStep(foam * 0.5, foam * 1.5, depth));
      const wet = smoothStep(-foam / 2, 0, depth);
      const deep = Math.min(1, Math.max(0, depth / TABLE_BELOW_SURFACE));
      return {
        position: SURFACE_PALETTE_POSITION * (1 - deep) ** 1.5,
        level: DRY_LEVEL + (1 - DRY_LEVEL) * wet * (0.82 - 0.32 * deep + 0.18 * crest),
        whiteness: 0.85 * crest,
      };
    });
    const swells = angle.map((turn) => turn * SWELL.around);
    const chops = angle.map((turn) => turn * CHOP.around);
    const plays = angle.map((turn, i) => turn * 2 + height[i]! * aspectRatio * 0.9);
    const shade = tabulate((x) => 1 - LIGHT_PLAY_DEPTH * (1 - x) * (1 - x));

    return (timeS, frame) => {
      const level =
        LOW_TIDE +
        (HIGH_TIDE - LOW_TIDE) * (0.5 + 0.5 * Math.sin(2 * Math.PI * fraction(timeS * TIDES_PER_SECOND)));
      const swelled = fraction(timeS * SWELL.perSecond);
      const chopped = fraction(timeS * CHOP.perSecond);
      const played = fraction(timeS * LIGHT_PLAYS_PER_SECOND);
      for (let i = 0; i < count; i++) {
        const chop = sine(chops[i]! + chopped);
        const depth = level - height[i]! + SWELL.height * sine(swells[i]! + swelled) + CHOP.height * chop;
        const seen = Math.min(
          0.999,
          Math.max(0, (depth + TABLE_ABOVE_SURFACE) * (1 / (TABLE_ABOVE_SURFACE + TABLE_BELOW_SURFACE))),
        );
        const light = 0.5 + 0.49 * sine(plays[i]! + played + 0.3 * chop);
        sample(water, seen, shade[(light * 1023) | 0]!, frame, i * 3);
      }
    };
  },
};
