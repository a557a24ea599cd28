import type { Animation } from '../animation.ts';
import { rampOf, sample } from '../color/palette.ts';
import { lightenPixel } from '../color/shaded-ramp.ts';
import { createFrame } from '../frame.ts';
import { cartesianPositions } from '../geometry/cartesian-positions.ts';
import { smoothStep, tabulate } from '../math/curve-table.ts';
import { hash, randomAt } from '../random/seeded-random.ts';

/** Two planes, half a sweep apart, so that the tree is never empty. */
const PLANE_COUNT = 2;
const SWEEP_S = 5.2;

/** From a plane's front (0) to the end of its trail (1). The length is in halves of the tree's extent. */
const TRAIL_LENGTH = 1.6;
const FRONT_LENGTH = 0.11;
const TRAIL_CURVE = tabulate(
  (x) => smoothStep(0, FRONT_LENGTH, x) * Math.min(1, (1 - x) / (1 - FRONT_LENGTH)) ** 1.6,
);
/** White from the start: a red that turned pale and came back would count as two red flashes. */
const WHITENESS_CURVE = tabulate((x) => 0.6 * (1 - smoothStep(FRONT_LENGTH, 0.24, x)));
const NIGHT_LEVEL = 0.07;

export const sweepingPlane: Animation = {
  title: 'Sweeping plane',
  description: 'Sheets of light cut through the tree, each in another direction and colour.',
  tags: ['shape', 'lively'],
  palette: 'rainbow',
  speed: 0.85,
  isStill: false,

  prepare({ strip, palette, seed }) {
    const { count } = strip;
    const { x, y, z, aspectRatio } = cartesianPositions(strip);
    const ramp = rampOf(palette);
    const tints = createFrame(PLANE_COUNT);
    const night = createFrame(count);
    for (let i = 0; i < count; i++) sample(ramp, 0, NIGHT_LEVEL, night, i * 3);
    // By plane: its normal, scaled so that the front is at 0 and the end of the trail at 1, and its position.
    const [byX, byY, byZ, moved] = [0, 1, 2, 3].map(() => new Float64Array(PLANE_COUNT)) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];

    const aim = (plane: number, timeS: number) => {
      const swept = timeS / SWEEP_S + 0.31 + plane / PLANE_COUNT;
      const number = Math.floor(swept);
      const key = hash(seed + plane, number);
      const turn = 2 * Math.PI * randomAt(key, 0);
      // Steep and flat directions alike; downwards as often as upwards.
      const slope = 2 * randomAt(key, 1) - 1;
      const flat = Math.sqrt(1 - slope * slope);
      const extent = flat + Math.abs(slope) * aspectRatio * 0.5;
      const scale = 1 / (extent * TRAIL_LENGTH);
      byX[plane] = flat * Math.cos(turn) * scale;
      byY[plane] = flat * Math.sin(turn) * scale;
      byZ[plane] = slope * scale;
      const way = (swept - number) * (2 + TRAIL_LENGTH) - 1;
      moved[plane] = way / TRAIL_LENGTH + slope * aspectRatio * 0.5 * scale;
      sample(ramp, randomAt(key, 2), 1, tints, plane * 3);
    };

    return (timeS, frame) => {
      for (let plane = 0; plane < PLANE_COUNT; plane++) aim(plane, timeS);
      frame.set(night);
      for (let plane = 0; plane < PLANE_COUNT; plane++) {
        const start = moved[plane]!;
        const perX = byX[plane]!;
        const perY = byY[plane]!;
        const perZ = byZ[plane]!;
        for (let i = 0; i < count; i++) {
          const behind = start - x[i]! * perX - y[i]! * perY - z[i]! * perZ;
          if (behind <= 0 || behind >= 1) continue;
          const step = (behind * TRAIL_CURVE.length) | 0;
          lightenPixel(frame, i * 3, tints, plane * 3, TRAIL_CURVE[step]!, WHITENESS_CURVE[step]!);
        }
      }
    };
  },
};
