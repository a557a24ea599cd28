import type { Animation } from '../animation.ts';
import { blurRamp, oppositePosition, rampOf, sample, tint } from '../color/palette.ts';
import { CHANNEL_MAX, createFrame } from '../frame.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { lookUp, smoothStep, tabulate } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';
import { hash, randomAt } from '../random/seeded-random.ts';
import { createValueNoise, noiseAt, tileColumn, tileColumns } from '../random/value-noise.ts';

/** Each period has one stroke, in its first part: never two within a few seconds. */
const CYCLE_S = 6.5;
const EARLIEST_S = 0.4;
const LATEST_S = 3;

/** Brightness during a stroke: two flashes, as in most real strokes, far below the safety limits. */
const STROKE_S = 1.3;
const BOLT_CURVE = tabulate((x) => {
  const first = smoothStep(0, 0.035, x) * (1 - smoothStep(0.06, 0.3, x));
  const second = smoothStep(0.2, 0.25, x) * (1 - smoothStep(0.28, 0.75, x));
  return Math.max(first, 0.85 * second, 0.3 * smoothStep(0, 0.05, x) * (1 - smoothStep(0.1, 0.6, x)));
});
/** The clouds around it light up more gently. */
const SHEET_CURVE = tabulate((x) => smoothStep(0, 0.06, x) * (1 - smoothStep(0.05, 1, x)) ** 1.6);

/** The bolt: its deviation in turns, half its width in base radii, and the minimum in pixel spacings. */
const BOLT_DEVIATION_TURNS = 0.36;
const BOLT_NOISE_SCALE = 0.85;
const BOLT_HALF_WIDTH = 0.13;
const BOLT_HALF_WIDTH_SPACINGS = 1.05;
const MIN_RADIUS = 0.25;

/** How far around the tree it lights up the clouds, in turns. */
const SHEET_REACH_TURNS = 0.34;
const SHEET_STRENGTH = 0.9;

/** The rolling storm clouds: their scale in tiles per height, speed in tiles a second, and brightness. */
const CLOUD_SCALE = 0.55;
const CLOUD_RISE = 0.02;
const CLOUD_CURVE = tabulate((x) => 0.12 + 0.62 * smoothStep(0.15, 0.95, x) ** 1.3);
const BLUR_RADIUS = 0.05;
const WHITE = createFrame(1).fill(CHANNEL_MAX);

export const lightning: Animation = {
  title: 'Lightning',
  description: 'Storm clouds roll, and every few seconds a bolt strikes down through them.',
  tags: ['nature', 'night'],
  palette: 'midnight',
  speed: 1,
  isStill: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height, radius } = strip;
    const ramp = blurRamp(rampOf(palette), BLUR_RADIUS);
    const noise = createValueNoise(seed);
    const columns = tileColumns(angle);
    const pale = createFrame(1);
    sample(ramp, oppositePosition(palette), 1, pale, 0);
    const reach = Math.max(BOLT_HALF_WIDTH, BOLT_HALF_WIDTH_SPACINGS * surfaceMetrics(strip).pixelSpacing);
    const around = radius.map((r) => (2 * Math.PI * Math.max(MIN_RADIUS, r)) / reach);

    return (timeS, frame) => {
      const risen = fraction(timeS * CLOUD_RISE) + 1;
      for (let i = 0; i < count; i++) {
        const cloud = Math.min(0.999, noiseAt(noise, columns[i]!, risen - height[i]! * CLOUD_SCALE));
        sample(ramp, cloud * 0.6, lookUp(CLOUD_CURVE, cloud), frame, i * 3);
      }

      const cycle = Math.floor(timeS / CYCLE_S);
      const key = hash(seed + 2, cycle);
      const struckS = EARLIEST_S + (LATEST_S - EARLIEST_S) * randomAt(key, 0);
      const x = (timeS - cycle * CYCLE_S - struckS) / STROKE_S;
      if (x <= 0 || x >= 1) return;
      const bolt = lookUp(BOLT_CURVE, x);
      const sheet = SHEET_STRENGTH * lookUp(SHEET_CURVE, x);
      const column = tileColumn(randomAt(key, 2));
      const start = randomAt(key, 1);
      for (let i = 0; i < count; i++) {
        const turns =
          angle[i]! -
          start -
          BOLT_DEVIATION_TURNS * (noiseAt(noise, column, height[i]! * BOLT_NOISE_SCALE) - 0.5);
        const lateral = Math.abs(turns - Math.floor(turns + 0.5));
        if (lateral >= SHEET_REACH_TURNS) continue;
        const far = lateral * (1 / SHEET_REACH_TURNS);
        tint(frame, i * 3, pale, sheet * (1 - far) * (1 - far));
        const near = 1 - lateral * around[i]!;
        if (near <= 0) continue;
        const light = bolt * Math.min(1, 1.6 * near);
        tint(frame, i * 3, WHITE, light);
      }
    };
  },
};
