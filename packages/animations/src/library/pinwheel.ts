import type { Animation } from '../animation.ts';
import { ringOf, sample } from '../color/palette.ts';
import { shadedRamp } from '../color/shaded-ramp.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { smoothStep } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';

const TURNS_PER_SECOND = 0.055;
/** The greatest twist of the vanes from foot to tip, in either direction. */
const MAX_TWIST_TURNS = 0.34;
const TWISTS_PER_SECOND = 0.045;

/** The width of a vane in pixel spacings where the tree is half as wide as at its foot, and the bounds for their number. */
const VANE_SPACINGS = 2.6;
const MIN_VANES = 3;
const MAX_VANES = 7;
const NIGHT_LEVEL = 0.04;

export const pinwheel: Animation = {
  title: 'Pinwheel',
  description: 'Bright vanes turn around the trunk, and the wind twists them back and forth.',
  tags: ['shape', 'colourful'],
  palette: 'classic_lights',
  speed: 1,
  isStill: false,

  prepare({ strip, palette }) {
    const { count, angle, height } = strip;
    const { pixelSpacing } = surfaceMetrics(strip);
    const vanes = Math.min(
      MAX_VANES,
      Math.max(MIN_VANES, Math.floor(Math.PI / (VANE_SPACINGS * pixelSpacing))),
    );
    const wheel = shadedRamp(ringOf(palette), (x) => {
      const vane = Math.floor(x * vanes);
      const within = fraction(x * vanes);
      const edge = 1 - smoothStep(0.78, 1, within);
      const body = smoothStep(0.04, 0.78, within);
      return {
        position: vane / vanes + 0.04,
        level: NIGHT_LEVEL + (1 - NIGHT_LEVEL) * body * body * edge,
        whiteness: 0.3 * smoothStep(0.6, 0.78, within) * edge,
      };
    });

    return (timeS, frame) => {
      const twist = MAX_TWIST_TURNS * Math.sin(2 * Math.PI * fraction(timeS * TWISTS_PER_SECOND));
      const turned = 2 - fraction(timeS * TURNS_PER_SECOND);
      for (let i = 0; i < count; i++) {
        const position = angle[i]! + turned + twist * height[i]!;
        sample(wheel, position - (position | 0), 1, frame, i * 3);
      }
    };
  },
};
