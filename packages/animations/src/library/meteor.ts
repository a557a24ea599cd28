import type { Animation } from '../animation.ts';
import { rampOf, sample } from '../color/palette.ts';
import { CHANNEL_MAX, createFrame } from '../frame.ts';
import { laneCoverage } from '../geometry/lane-coverage.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { lookUp, smoothStep, tabulate } from '../math/curve-table.ts';
import { hash, randomArray, randomAt } from '../random/seeded-random.ts';

/**
 * Lanes around the tree, each with a new meteor, or none, every few seconds. Their number makes them overlap a little
 * where the tree is half as wide as at its foot.
 */
const LANE_OVERLAP = 1.15;
const MIN_CYCLE_S = 4.2;
const MAX_CYCLE_S = 6.8;
const METEOR_PROBABILITY = 0.8;

/** In heights of the tree. A head starts above the tip and continues until its tail has left at the foot. */
const START_HEIGHT = 1.12;
const MIN_TAIL = 0.65;
const MAX_TAIL = 1.05;
const MIN_DISTANCE = START_HEIGHT + MAX_TAIL;
const MAX_DISTANCE = 3;

/** Brightness from just ahead of the head (0) to the end of the tail (1), and how much of it is white. */
const HEAD_LENGTH = 0.13;
const TRAIL_CURVE = tabulate(
  (x) => smoothStep(0, HEAD_LENGTH, x) * Math.min(1, (1 - x) / (1 - HEAD_LENGTH)) ** 1.3,
);
const WHITENESS_CURVE = tabulate((x) => 0.7 * (1 - smoothStep(HEAD_LENGTH, 0.45, x)));

/** Tails last longer in some pixels than in others. */
const GRAIN_AMPLITUDE = 0.5;
/** Half the width of a meteor in radii of the tree, and its minimum in pixel spacings. */
const MIN_HALF_WIDTH = 0.22;
const NIGHT_LEVEL = 0.22;

export const meteor: Animation = {
  title: 'Meteors',
  description: 'Shooting stars fall through the tree with long glowing tails.',
  tags: ['lively', 'night'],
  palette: 'starlight',
  speed: 1,
  isStill: false,

  prepare({ strip, palette, seed }) {
    const { count, height } = strip;
    const ramp = rampOf(palette);
    const night = createFrame(count);
    for (let i = 0; i < count; i++) sample(ramp, 0.999, NIGHT_LEVEL, night, i * 3);

    const reach = Math.max(MIN_HALF_WIDTH, surfaceMetrics(strip).pixelSpacing);
    const laneCount = Math.round((LANE_OVERLAP * Math.PI) / reach);
    const { start, lanes, weights } = laneCoverage(strip, laneCount, reach, seed);
    const grains = randomArray(seed + 1, count, 1, 1 + GRAIN_AMPLITUDE);
    const cycles = randomArray(seed + 2, laneCount, MIN_CYCLE_S, MAX_CYCLE_S);
    const starts = randomArray(seed + 3, laneCount);

    const heads = new Float64Array(laneCount);
    /** 1 / length of the tail; 0 without a meteor. */
    const tails = new Float64Array(laneCount);
    const tints = createFrame(laneCount);

    const launch = (timeS: number) => {
      for (let lane = 0; lane < laneCount; lane++) {
        const elapsed = timeS / cycles[lane]! + starts[lane]!;
        const cycle = Math.floor(elapsed);
        const key = hash(seed + 4 + lane, cycle);
        heads[lane] =
          START_HEIGHT - (elapsed - cycle) * between(MIN_DISTANCE, MAX_DISTANCE, randomAt(key, 0));
        tails[lane] =
          randomAt(key, 1) < METEOR_PROBABILITY ? 1 / between(MIN_TAIL, MAX_TAIL, randomAt(key, 2)) : 0;
        sample(ramp, randomAt(key, 3), 1, tints, lane * 3);
      }
    };

    return (timeS, frame) => {
      launch(timeS);
      for (let i = 0; i < count; i++) {
        const at = i * 3;
        let red = night[at]!;
        let green = night[at + 1]!;
        let blue = night[at + 2]!;
        const end = start[i + 1]!;
        for (let n = start[i]!; n < end; n++) {
          const lane = lanes[n]!;
          const position = (height[i]! - heads[lane]!) * tails[lane]! * grains[i]!;
          if (position <= 0 || position >= 1) continue;
          const light = lookUp(TRAIL_CURVE, position) * weights[n]!;
          const white = lookUp(WHITENESS_CURVE, position) * light;
          const tinted = light - white;
          const tint = lane * 3;
          red = Math.max(red, tints[tint]! * tinted + CHANNEL_MAX * white);
          green = Math.max(green, tints[tint + 1]! * tinted + CHANNEL_MAX * white);
          blue = Math.max(blue, tints[tint + 2]! * tinted + CHANNEL_MAX * white);
        }
        frame[at] = red;
        frame[at + 1] = green;
        frame[at + 2] = blue;
      }
    };
  },
};

function between(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}
