import type { Animation } from '../animation.ts';
import { rampOf, sample } from '../color/palette.ts';
import { SoftDots } from '../drawing/soft-dots.ts';
import { createFrame } from '../frame.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { lookUp, smoothStep, tabulate } from '../math/curve-table.ts';
import { lerp } from '../random/drift.ts';
import { hash, randomArray, randomAt } from '../random/seeded-random.ts';
import { createValueNoise, noiseAt, tileColumns } from '../random/value-noise.ts';

/** So many, but never more than there are pixels for. */
const MAX_FIREFLIES = 26;
const PIXELS_PER_FIREFLY = 8;

/** Each glows up every few seconds, on a new way. A glow's level by the share of that time that has passed. */
const MIN_CYCLE_S = 4.5;
const MAX_CYCLE_S = 9;
const GLOW_CURVE = tabulate((x) => smoothStep(0.05, 0.22, x) * (1 - smoothStep(0.3, 0.72, x)));

/** While it glows it flies so far, in turns and heights, in a bow. */
const MAX_FLIGHT_TURNS = 0.16;
const MAX_FLIGHT_HEIGHT = 0.2;
const FLIGHT_ARC_HEIGHT = 0.06;

/** Its light, in base radii, at least in pitches. */
const GLOW_RADIUS = 0.22;
const GLOW_RADIUS_SPACINGS = 1.15;

/** A summer night between leaves. In the palette, and shares of full light; in tiles a height. */
const LEAVES_PALETTE_POSITION = 0;
const LEAVES_DARKEST = 0.045;
const LEAVES_LIGHTEST = 0.17;
const LEAVES_SCALE = 0.7;
/** Flies take the palette's brighter part. */
const FIREFLIES_PALETTE_START = 0.72;

export const fireflies: Animation = {
  title: 'Fireflies',
  description: 'Fireflies glow up between dark leaves, fly a little way and go out.',
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
    const reach = Math.max(GLOW_RADIUS, GLOW_RADIUS_SPACINGS * surfaceMetrics(strip).pixelSpacing);
    const dabs = new SoftDots(strip, flies, reach);
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
        dabs.strength[n] = lookUp(GLOW_CURVE, x);
        const key = hash(seed + 5 + n, glow);
        dabs.angle[n] = randomAt(key, 0) + MAX_FLIGHT_TURNS * (2 * randomAt(key, 1) - 1) * x;
        // Evenly over the skin of a cone, which has more room at its foot.
        const start = 1 - Math.sqrt(randomAt(key, 2));
        dabs.height[n] =
          start + MAX_FLIGHT_HEIGHT * (randomAt(key, 3) - 0.4) * x + FLIGHT_ARC_HEIGHT * 4 * x * (1 - x);
      }
      dabs.paint(frame, colors);
    };
  },
};
