import type { Animation } from '../animation.ts';
import { rampOf, sample } from '../color/palette.ts';
import { SoftDots } from '../drawing/soft-dots.ts';
import { createFrame } from '../frame.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { lerp, lookUp, smoothStep, tabulate } from '../math/curve-table.ts';
import { hash, randomArray, randomAt } from '../random/seeded-random.ts';
import { createValueNoise, noiseAt, tileColumns } from '../random/value-noise.ts';

/** The maximum number of fireflies, and pixels per firefly. */
const MAX_FIREFLIES = 26;
const PIXELS_PER_FIREFLY = 8;

/** Each lights up every few seconds, on a new path: its brightness over one cycle. */
const MIN_CYCLE_S = 4.5;
const MAX_CYCLE_S = 9;
const GLOW_CURVE = tabulate((x) => smoothStep(0.05, 0.22, x) * (1 - smoothStep(0.3, 0.72, x)));

/** The extent of a flight in turns and heights, and the height of its arc. */
const MAX_FLIGHT_TURNS = 0.16;
const MAX_FLIGHT_HEIGHT = 0.2;
const FLIGHT_ARC_HEIGHT = 0.06;

/** The radius of its light in base radii, and its minimum in pixel spacings. */
const GLOW_RADIUS = 0.22;
const GLOW_RADIUS_SPACINGS = 1.15;

/** The dark leaves: their palette position, their brightness, and their scale in tiles per height. */
const LEAVES_PALETTE_POSITION = 0;
const LEAVES_DARKEST = 0.045;
const LEAVES_LIGHTEST = 0.17;
const LEAVES_SCALE = 0.7;
/** Fireflies use the palette's brighter part. */
const FIREFLIES_PALETTE_START = 0.72;

export const fireflies: Animation = {
  title: 'Fireflies',
  description: 'Fireflies light up between dark leaves, fly a little way and fade.',
  tags: ['nature', 'calm', 'night'],
  palette: 'forest',
  speed: 1,
  isStill: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const ramp = rampOf(palette);
    const noise = createValueNoise(seed);
    const columns = tileColumns(angle);
    const leaves = createFrame(count);
    for (let i = 0; i < count; i++) {
      const leaf = noiseAt(noise, columns[i]!, height[i]! * LEAVES_SCALE);
      sample(
        ramp,
        LEAVES_PALETTE_POSITION + 0.4 * leaf,
        lerp(LEAVES_DARKEST, LEAVES_LIGHTEST, leaf),
        leaves,
        i * 3,
      );
    }

    const flies = Math.max(1, Math.min(MAX_FIREFLIES, Math.round(count / PIXELS_PER_FIREFLY)));
    const dotRadius = Math.max(GLOW_RADIUS, GLOW_RADIUS_SPACINGS * surfaceMetrics(strip).pixelSpacing);
    const dots = new SoftDots(strip, flies, dotRadius);
    const rates = Float64Array.from({ length: flies }, (_, n) => {
      return 1 / lerp(MIN_CYCLE_S, MAX_CYCLE_S, randomAt(seed + 2, n));
    });
    const starts = randomArray(seed + 3, flies, 0.2, 1.2);
    const colors = createFrame(flies);
    for (let n = 0; n < flies; n++) {
      sample(ramp, lerp(FIREFLIES_PALETTE_START, 0.999, randomAt(seed + 4, n)), 1, colors, n * 3);
    }

    return (timeS, frame) => {
      frame.set(leaves);
      for (let n = 0; n < flies; n++) {
        const glows = timeS * rates[n]! + starts[n]!;
        const glow = Math.floor(glows);
        const x = glows - glow;
        dots.strength[n] = lookUp(GLOW_CURVE, x);
        const key = hash(seed + 5 + n, glow);
        dots.angle[n] = randomAt(key, 0) + MAX_FLIGHT_TURNS * (2 * randomAt(key, 1) - 1) * x;
        // Evenly over the surface of a cone, which is larger at the foot.
        const start = 1 - Math.sqrt(randomAt(key, 2));
        dots.height[n] =
          start + MAX_FLIGHT_HEIGHT * (randomAt(key, 3) - 0.4) * x + FLIGHT_ARC_HEIGHT * 4 * x * (1 - x);
      }
      dots.paint(frame, colors);
    };
  },
};
