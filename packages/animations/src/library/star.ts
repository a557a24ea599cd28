import type { Animation } from '../animation.ts';
import { blurRamp, oppositePosition, rampOf, sample, tint } from '../color/palette.ts';
import { WHITE } from '../color/shaded-ramp.ts';
import { baseGreen } from '../drawing/base-green.ts';
import { createFrame } from '../frame.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { smoothStep, tabulate } from '../math/curve-table.ts';
import { fraction, sine } from '../math/phase.ts';

/** The radius of the white star at the tip in base radii, and its minimum in pixel spacings. */
const MIN_CORE_RADIUS = 0.36;
const CORE_SPACINGS = 1.3;

/** Two sets of rays turn in opposite directions; where they meet they reach farthest down. */
const RAY_SETS = [
  { around: 4, turnsPerSecond: 0.09 },
  { around: 3, turnsPerSecond: -0.065 },
] as const;
/** How far the light reaches without a ray, and where two rays meet. In heights of the tree. */
const MIN_RAY_LENGTH = 0.3;
const MAX_RAY_LENGTH = 1.6;
/** The star brightens and dims slowly. */
const BREATHS_PER_SECOND = 0.21;
const BREATH_DEPTH = 0.1;

/** Along a ray, from the star to where it ends. */
const RAY_CURVE = tabulate((x) => (1 - x) ** 0.7 * (1 - smoothStep(0.5, 1, x)));

export const star: Animation = {
  title: 'Star',
  description: 'The star at the top shines, and its rays reach down the dark tree.',
  tags: ['festive', 'calm', 'shape'],
  palette: 'gold',
  speed: 1,
  isStill: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const { aspectRatio, pixelSpacing } = surfaceMetrics(strip);
    const ramp = blurRamp(rampOf(palette), 0.03);
    const tree = baseGreen(count, seed, 0.55);
    const core = Math.max(MIN_CORE_RADIUS, CORE_SPACINGS * pixelSpacing) / (aspectRatio || 1);
    const downs = height.map((h) => 1 - h);
    const cores = downs.map((down) => 1 - smoothStep(0.35 * core, core, down));
    const [first, second] = RAY_SETS.map(({ around }) => angle.map((turn) => turn * around)) as [
      Float32Array,
      Float32Array,
    ];
    const color = createFrame(1);
    const [near, far] = [oppositePosition(palette), 0];

    return (timeS, frame) => {
      const one = fraction(timeS * RAY_SETS[0].turnsPerSecond * RAY_SETS[0].around);
      const two = fraction(timeS * RAY_SETS[1].turnsPerSecond * RAY_SETS[1].around);
      const breath = 1 - BREATH_DEPTH + BREATH_DEPTH * sine(fraction(timeS * BREATHS_PER_SECOND));
      frame.set(tree);
      for (let i = 0; i < count; i++) {
        const met = 0.25 * (1 + sine(first[i]! + one)) * (1 + sine(second[i]! + two));
        const reach = (MIN_RAY_LENGTH + (MAX_RAY_LENGTH - MIN_RAY_LENGTH) * met) * breath;
        const down = downs[i]!;
        const at = i * 3;
        if (down < reach) {
          const x = down / reach;
          sample(ramp, near + (far - near) * x, 1, color, 0);
          tint(frame, at, color, RAY_CURVE[(x * RAY_CURVE.length) | 0]!);
        }
        if (cores[i]! > 0) tint(frame, at, WHITE, cores[i]! * 0.8 * breath);
      }
    };
  },
};
