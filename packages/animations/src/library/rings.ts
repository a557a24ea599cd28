import type { Animation } from '../animation.ts';
import { oppositePosition, type Palette, type Ramp, rampOf } from '../color/palette.ts';
import { shadedRamp } from '../color/shaded-ramp.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { smoothStep } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';

/** The distance between rings of one kind in base radii, and its minimum in pixel spacings; rings a second. */
const MIN_RING_DISTANCE = 1.3;
const MIN_SPACINGS = 4;
const RISES_PER_SECOND = 0.26;
const FALLS_PER_SECOND = 0.19;

/** Half of a ring's thickness in base radii, and its minimum in pixel spacings. */
const MIN_HALF_THICKNESS = 0.15;
const HALF_THICKNESS_SPACINGS = 0.8;
const NIGHT_LEVEL = 0.02;

export const rings: Animation = {
  title: 'Rings',
  description: 'Rings of light climb the tree and pass through others on their way down.',
  tags: ['shape', 'calm'],
  palette: 'ice',
  speed: 1,
  isStill: false,

  prepare({ strip, palette }) {
    const { count, height } = strip;
    const { aspectRatio, pixelSpacing } = surfaceMetrics(strip);
    const spacing = Math.max(MIN_RING_DISTANCE, MIN_SPACINGS * pixelSpacing);
    const half = Math.min(
      0.45,
      Math.max(MIN_HALF_THICKNESS, HALF_THICKNESS_SPACINGS * pixelSpacing) / spacing,
    );
    const rising = ringRamp(palette, 0, half);
    const falling = ringRamp(palette, oppositePosition(palette), half);
    const positions = height.map((h) => (h * aspectRatio) / spacing);
    const steps = rising.length / 3;

    return (timeS, frame) => {
      const up = 1 - fraction(timeS * RISES_PER_SECOND);
      const down = fraction(timeS * FALLS_PER_SECOND);
      for (let i = 0; i < count; i++) {
        const one = positions[i]! + up;
        const other = positions[i]! + down;
        const from = (((one - (one | 0)) * steps) | 0) * 3;
        const second = (((other - (other | 0)) * steps) | 0) * 3;
        const at = i * 3;
        frame[at] = Math.max(rising[from]!, falling[second]!);
        frame[at + 1] = Math.max(rising[from + 1]!, falling[second + 1]!);
        frame[at + 2] = Math.max(rising[from + 2]!, falling[second + 2]!);
      }
    };
  },
};

/** One ring in the middle of a period, with a white core and a wide faint glow. */
function ringRamp(palette: Palette, position: number, half: number): Ramp {
  return shadedRamp(rampOf(palette), (x) => {
    const away = Math.abs(x - 0.5);
    const core = 1 - smoothStep(0, half, away);
    const glow = 0.22 * (1 - smoothStep(0, 0.5, away)) ** 2;
    return { position, level: Math.max(NIGHT_LEVEL, glow, core), whiteness: 0.35 * core * core };
  });
}
