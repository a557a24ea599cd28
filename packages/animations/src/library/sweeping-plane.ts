import type { Animation } from '../animation.ts';
import { bodyOf } from '../body.ts';
import { smoothStep, tabulate } from '../curve.ts';
import { createFrame } from '../frame.ts';
import { rampOf, sample } from '../palette.ts';
import { chance, hash } from '../random.ts';
import { outshine } from '../tones.ts';

/** Two planes, half a sweep apart, so that the tree is never empty. */
const PLANES = 2;
const SWEEP_S = 5.2;

/** From the front (0) to the end of what a plane leaves behind (1); half of the tree's extent is the unit of LENGTH. */
const LENGTH = 1.6;
const FRONT = 0.11;
const LIGHT = tabulate((x) => smoothStep(0, FRONT, x) * Math.min(1, (1 - x) / (1 - FRONT)) ** 1.6);
/** White from the first glimmer on: a red that paled in passing and came back would be two flashes of red. */
const WHITE = tabulate((x) => 0.6 * (1 - smoothStep(FRONT, 0.24, x)));
const NIGHT = 0.07;

export const sweepingPlane: Animation = {
  title: 'Sweeping plane',
  description: 'Sheets of light cut through the tree, each from another side in another colour.',
  tags: ['shape', 'lively'],
  palette: 'rainbow',
  speed: 0.85,
  still: false,

  prepare({ strip, palette, seed }) {
    const { count } = strip;
    const { x, y, z, tallness } = bodyOf(strip);
    const ramp = rampOf(palette);
    const tints = createFrame(PLANES);
    const night = createFrame(count);
    for (let i = 0; i < count; i++) sample(ramp, 0, NIGHT, night, i * 3);
    // By plane: its normal, scaled so that the front is at 0 and the end of the trail at 1, and how far it has come.
    const [byX, byY, byZ, moved] = [0, 1, 2, 3].map(() => new Float64Array(PLANES)) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];

    const aim = (plane: number, timeS: number) => {
      const swept = timeS / SWEEP_S + 0.31 + plane / PLANES;
      const number = Math.floor(swept);
      const key = hash(seed + plane, number);
      const turn = 2 * Math.PI * chance(key, 0);
      // Steep and level ones alike; straight down as often as straight up.
      const slope = 2 * chance(key, 1) - 1;
      const flat = Math.sqrt(1 - slope * slope);
      const extent = flat + Math.abs(slope) * tallness * 0.5;
      const scale = 1 / (extent * LENGTH);
      byX[plane] = flat * Math.cos(turn) * scale;
      byY[plane] = flat * Math.sin(turn) * scale;
      byZ[plane] = slope * scale;
      const way = (swept - number) * (2 + LENGTH) - 1;
      moved[plane] = way / LENGTH + slope * tallness * 0.5 * scale;
      sample(ramp, chance(key, 2), 1, tints, plane * 3);
    };

    return (timeS, frame) => {
      for (let plane = 0; plane < PLANES; plane++) aim(plane, timeS);
      frame.set(night);
      for (let plane = 0; plane < PLANES; plane++) {
        const start = moved[plane]!;
        const perX = byX[plane]!;
        const perY = byY[plane]!;
        const perZ = byZ[plane]!;
        for (let i = 0; i < count; i++) {
          const behind = start - x[i]! * perX - y[i]! * perY - z[i]! * perZ;
          if (behind <= 0 || behind >= 1) continue;
          const step = (behind * LIGHT.length) | 0;
          outshine(frame, i * 3, tints, plane * 3, LIGHT[step]!, WHITE[step]!);
        }
      }
    };
  },
};
