import type { Animation } from '../animation.ts';
import { oppositePosition, rampOf, sample, tint } from '../color/palette.ts';
import { createFrame } from '../frame.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { lerp, lookUp, smoothStep, tabulate } from '../math/curve-table.ts';
import { hash, randomArray, randomAt } from '../random/seeded-random.ts';

/** Rain falls in columns about one pixel spacing wide, with one drop after another, or none, in each. */
const COLUMN_SPACINGS = 1.15;
const MIN_GAP = 0.8;
const MAX_GAP = 1.15;
const DROP_PROBABILITY = 0.5;
const MIN_SPEED = 0.45;
const MAX_SPEED = 0.6;

/** The streak of a drop, in pixel spacings and at most this share of the height, from its tip (0) to its end (1). */
const STREAK_SPACINGS = 6;
const MAX_STREAK = 0.5;
const STREAK_CURVE = tabulate((x) => smoothStep(0, 0.2, x) * (1 - smoothStep(0.15, 1, x)));
const MIN_DROP_LEVEL = 0.5;

/** The wet dark tree, and the puddle at its foot. */
const LEVEL_AT_FOOT = 0.26;
const LEVEL_AT_TIP = 0.14;
const PUDDLE_HEIGHT = 0.1;
const PUDDLE_LEVEL = 0.3;

export const rain: Animation = {
  title: 'Rain',
  description: 'Drops run down the dark tree in quick bright streaks, into a puddle.',
  tags: ['nature', 'lively'],
  palette: 'ice',
  speed: 1,
  isStill: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const { aspectRatio, pixelSpacing } = surfaceMetrics(strip);
    const ramp = rampOf(palette);
    const columns = Math.max(3, Math.round((2 * Math.PI * 0.7) / (COLUMN_SPACINGS * pixelSpacing)));
    const gaps = randomArray(seed, columns, MIN_GAP, MAX_GAP);
    const paces = Float64Array.from(
      gaps,
      (gap, n) => lerp(MIN_SPEED, MAX_SPEED, randomAt(seed + 1, n)) / gap,
    );
    const starts = randomArray(seed + 2, columns, 0, 64);
    const keys = Int32Array.from({ length: columns }, (_, n) => hash(seed + 3, n));

    const columnOf = Uint16Array.from(angle, (turn) => Math.floor(turn * columns));
    const positions = height.map((h, i) => 1 + h / gaps[columnOf[i]!]!);
    const streak = Math.min(MAX_STREAK, (STREAK_SPACINGS * pixelSpacing) / (aspectRatio || 1));
    const stretches = gaps.map((gap) => gap / streak);

    const drop = createFrame(1);
    sample(ramp, oppositePosition(palette) * 0.8, 1, drop, 0);
    const wet = createFrame(count);
    for (let i = 0; i < count; i++) {
      const puddle = PUDDLE_LEVEL * (1 - smoothStep(0, PUDDLE_HEIGHT, height[i]!));
      sample(ramp, puddle, lerp(LEVEL_AT_FOOT, LEVEL_AT_TIP, height[i]!) + puddle, wet, i * 3);
    }
    const fallen = new Float64Array(columns);
    const numbers = new Int32Array(columns);

    return (timeS, frame) => {
      for (let n = 0; n < columns; n++) {
        const position = timeS * paces[n]! + starts[n]!;
        numbers[n] = Math.floor(position);
        fallen[n] = position - numbers[n]!;
      }
      frame.set(wet);
      for (let i = 0; i < count; i++) {
        const n = columnOf[i]!;
        const position = positions[i]! + fallen[n]!;
        const gap = position | 0;
        const x = (position - gap) * stretches[n]!;
        if (x >= 1) continue;
        const bits = hash(keys[n]!, numbers[n]! + gap) >>> 8;
        if (bits > DROP_PROBABILITY * 0x1000000) continue;
        const light = MIN_DROP_LEVEL + ((bits & 0xff) / 0xff) * (1 - MIN_DROP_LEVEL);
        tint(frame, i * 3, drop, light * lookUp(STREAK_CURVE, x));
      }
    };
  },
};
