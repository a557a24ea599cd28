import type { Animation } from '../animation.ts';
import { rampOf, sample } from '../color/palette.ts';
import { SoftDots } from '../drawing/soft-dots.ts';
import { createFrame } from '../frame.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { lerp, lookUp, smoothStep, tabulate } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';
import { hash, randomArray, randomAt } from '../random/seeded-random.ts';
import { createValueNoise, noiseAt, tileColumns } from '../random/value-noise.ts';

/** Pixels per falling leaf, the maximum number of leaves, and how long a leaf takes from tip to foot. */
const PIXELS_PER_LEAF = 8;
const MAX_LEAVES = 40;
const SHORTEST_FALL_S = 8;
const LONGEST_FALL_S = 13;

/** A leaf starts anywhere except near the foot, and disappears below the ground. In heights. */
const START_RANGE = 0.75;
const FALL_DISTANCE = 1.05;
const GROUND_HEIGHT = -0.04;

/** A leaf sways from side to side, in turns at the foot's width, and drifts. */
const SWAY_TURNS = 0.055;
const SWAYS_PER_FALL = 3.5;
const MAX_DRIFT = 0.22;
const SWAY_CURVE = tabulate((x) => Math.sin(2 * Math.PI * x));
/** At the end of each sway it sinks more slowly. In heights. */
const SWAY_LIFT = 0.022;

/** A leaf's radius in base radii, its minimum in pixel spacings, and how much fainter it is seen edge-on. */
const LEAF_RADIUS = 0.24;
const LEAF_RADIUS_SPACINGS = 1.5;
const EDGE_ON_DIMMING = 0.4;

/** The leaves still on the branches: dim patches in the palette's colours. In tiles per height. */
const CROWN_SCALE = 0.8;
const CROWN_DARKEST = 0.06;
const CROWN_LIGHTEST = 0.24;

export const autumnLeaves: Animation = {
  title: 'Autumn leaves',
  description: 'Red, amber and yellow leaves sway down to the ground.',
  tags: ['nature', 'calm', 'warm'],
  palette: 'autumn',
  speed: 1,
  isStill: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const ramp = rampOf(palette);
    const noise = createValueNoise(seed);
    const columns = tileColumns(angle);
    const crown = createFrame(count);
    for (let i = 0; i < count; i++) {
      const leaf = noiseAt(noise, columns[i]!, height[i]! * CROWN_SCALE);
      const level = lerp(CROWN_DARKEST, CROWN_LIGHTEST, leaf);
      sample(ramp, Math.min(0.999, 1 - leaf), level, crown, i * 3);
    }

    const leaves = Math.max(1, Math.min(MAX_LEAVES, Math.round(count / PIXELS_PER_LEAF)));
    const dots = new SoftDots(
      strip,
      leaves,
      Math.max(LEAF_RADIUS, LEAF_RADIUS_SPACINGS * surfaceMetrics(strip).pixelSpacing),
    );
    const rates = Float64Array.from({ length: leaves }, (_, n) => {
      return 1 / lerp(SHORTEST_FALL_S, LONGEST_FALL_S, randomAt(seed + 2, n));
    });
    const starts = randomArray(seed + 3, leaves);
    const colors = createFrame(leaves);

    // Each leaf's random numbers, drawn again only when another leaf takes its position; and the fall they belong to.
    const drawnFor = new Float64Array(leaves).fill(-1);
    const from = new Float64Array(leaves);
    const position = new Float64Array(leaves);
    const drift = new Float64Array(leaves);
    const sailing = new Float64Array(leaves);
    const drawRandom = (n: number, fall: number): void => {
      const key = hash(seed + 4 + n, fall);
      drawnFor[n] = fall;
      // Evenly over the surface of a cone, which is larger at the foot.
      from[n] = 1 - START_RANGE * Math.sqrt(randomAt(key, 4));
      position[n] = randomAt(key, 1);
      drift[n] = MAX_DRIFT * (randomAt(key, 2) - 0.5);
      sailing[n] = randomAt(key, 0);
      sample(ramp, randomAt(key, 3), 1, colors, n * 3);
    };

    return (timeS, frame) => {
      frame.set(crown);
      for (let n = 0; n < leaves; n++) {
        const falls = timeS * rates[n]! + starts[n]!;
        const fall = Math.floor(falls);
        if (drawnFor[n] !== fall) drawRandom(n, fall);
        const x = falls - fall;
        const fallHeight = from[n]! - FALL_DISTANCE * x;
        const sail = x * SWAYS_PER_FALL + sailing[n]!;
        dots.angle[n] = position[n]! + drift[n]! * x + SWAY_TURNS * lookUp(SWAY_CURVE, fraction(sail));
        dots.height[n] = fallHeight + SWAY_LIFT * lookUp(SWAY_CURVE, fraction(2 * sail + 0.25));
        const shown = smoothStep(0, 0.06, x) * smoothStep(GROUND_HEIGHT - 0.04, 0.02, fallHeight);
        dots.strength[n] =
          shown * (1 - EDGE_ON_DIMMING * (0.5 - 0.5 * lookUp(SWAY_CURVE, fraction(sail + 0.25))));
      }
      dots.paint(frame, colors);
    };
  },
};
