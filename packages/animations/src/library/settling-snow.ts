import type { Animation } from '../animation.ts';
import { oppositePosition, rampOf, sample, tint } from '../color/palette.ts';
import { baseGreen } from '../drawing/base-green.ts';
import { Particles } from '../drawing/particles.ts';
import { createFrame } from '../frame.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { smoothStep, tabulate } from '../math/curve-table.ts';
import { fraction, sine } from '../math/phase.ts';
import { randomArray } from '../random/seeded-random.ts';

/** How long it snows and how long the tree thaws, from the tip down. */
const CYCLE_S = 64;
const SNOWFALL_END = 0.62;
const THAW_END = 0.94;

/** The height of snowdrifts, and how far above the tip the snow rises. In heights of the tree. */
const SURFACE_SOFTNESS = 0.1;
const DRIFT_HEIGHT = 0.05;
const UNEVENNESS = 0.04;
const HEIGHT_ABOVE_TIP = 0.12;

/** Fresh snow is bright; the deeper it lies, the more it has the colour of shadows. */
const FRESH_LEVEL = 0.95;
const OLD_LEVEL = 0.55;
const AGING_DEPTH = 0.35;

const FLAKES = {
  radius: [0.7, 1.05],
  cellSize: [2.3, 3.2],
  density: 0.65,
  speed: [-0.11, -0.17],
  sway: 0.16,
  swaysPerSecond: 0.19,
} as const;

export const settlingSnow: Animation = {
  title: 'Settling snow',
  description: 'Snow settles from the foot up until the whole tree is white, then thaws.',
  tags: ['shape', 'winter', 'calm'],
  palette: 'ice',
  speed: 1,
  isStill: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const { pixelSpacing } = surfaceMetrics(strip);
    const ramp = rampOf(palette);
    const flakes = new Particles(strip, { ...FLAKES, seed });
    const soft = SURFACE_SOFTNESS + 0.15 * pixelSpacing;
    const grains = randomArray(seed + 20, count, -UNEVENNESS, UNEVENNESS);
    const depths = height.map((h, i) => h + grains[i]! + DRIFT_HEIGHT * sine(2 * angle[i]! + 0.3));
    const tree = baseGreen(count, seed + 21, 1.1);
    const [white, shadow] = [createFrame(1), createFrame(1)];
    sample(ramp, oppositePosition(palette), 1, white, 0);
    sample(ramp, 0.25, 1, shadow, 0);
    // From the surface of the snow down.
    const shine = tabulate((x) => FRESH_LEVEL - (FRESH_LEVEL - OLD_LEVEL) * smoothStep(0, AGING_DEPTH, x));

    return (timeS, frame) => {
      const passed = fraction(timeS / CYCLE_S + 0.12);
      const risen = smoothStep(0, SNOWFALL_END, passed) - smoothStep(SNOWFALL_END + 0.06, THAW_END, passed);
      const level = risen * (1 + HEIGHT_ABOVE_TIP + 2 * soft + DRIFT_HEIGHT) - soft - DRIFT_HEIGHT;
      const snowing =
        1 - smoothStep(SNOWFALL_END - 0.04, SNOWFALL_END + 0.04, passed) + smoothStep(THAW_END, 1, passed);
      frame.set(tree);
      flakes.update(timeS);
      for (let i = 0; i < count; i++) {
        const at = i * 3;
        const depth = level - depths[i]!;
        const lying = Math.min(1, Math.max(0, depth / soft + 0.5));
        if (lying > 0) {
          tint(frame, at, shadow, 0.45 * lying);
          tint(frame, at, white, lying * shine[(Math.min(0.999, Math.max(0, depth)) * 1023) | 0]!);
        }
        tint(frame, at, white, flakes.intensityAt(i) * snowing);
      }
    };
  },
};
