import type { Animation } from '../animation.ts';
import { blurRamp, rampOf, sample, tint } from '../color/palette.ts';
import { Particles } from '../drawing/particles.ts';
import { createFrame } from '../frame.ts';
import { lookUp, smoothStep, tabulate } from '../math/curve-table.ts';
import { createValueNoise, noiseAt, tileColumns } from '../random/value-noise.ts';

/** Two layers of noise rise at different speeds; where both are strong there is a flame. In tiles per height and a second. */
const BROAD_SCALE = 0.3;
const BROAD_RISE = 0.09;
const FINE_SCALE = 0.5;
const FINE_RISE = 0.165;
const FINE_WEIGHT = 0.42;
/** The layers use different columns, or they would rise and fall together. */
const FINE_OFFSET_TURNS = 0.37;

/** Mean heat at the foot, how fast it fades with height, and how much the noise changes it. */
const HEAT_AT_FOOT = 0.8;
const COOLING = 1.1;
const TURBULENCE = 1.3;

/** Brightness by heat. */
const LEVEL_CURVE = tabulate((heat) => smoothStep(0, 0.42, heat) * (0.74 + 0.26 * heat));

/** The palette's edges are blurred by this share of it, as flames have none. */
const BLUR_RADIUS = 0.25;

/** The palette position and brightness of sparks, which fade into the flames. */
const SPARK_HEAT = 0.62;
const SPARK_LEVEL = 0.95;
const SPARKS_HIDDEN_ABOVE_HEAT = 0.5;

export const fire: Animation = {
  title: 'Fire',
  description: 'Flames lick up from the foot of the tree, and sparks fly from them.',
  tags: ['warm', 'lively'],
  palette: 'embers',
  speed: 1,
  isStill: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const ramp = blurRamp(rampOf(palette), BLUR_RADIUS);
    const spark = createFrame(1);
    sample(ramp, SPARK_HEAT, SPARK_LEVEL, spark, 0);

    const noise = createValueNoise(seed);
    const broadColumns = tileColumns(angle);
    const fineColumns = tileColumns(angle.map((turn) => turn + FINE_OFFSET_TURNS));
    const base = height.map((h) => HEAT_AT_FOOT - TURBULENCE / 2 - COOLING * h);
    const sparks = new Particles(strip, {
      seed: seed + 10,
      radius: [0.55, 0.8],
      cellSize: [2.4, 3],
      density: 0.3,
      speed: [0.2, 0.34],
      sway: 0.12,
      swaysPerSecond: 0.4,
    });

    return (timeS, frame) => {
      const broad = wrappedOffset(timeS * BROAD_RISE);
      const fine = wrappedOffset(timeS * FINE_RISE);
      sparks.update(timeS);
      for (let i = 0; i < count; i++) {
        const h = height[i]!;
        const low = noiseAt(noise, broadColumns[i]!, broad - h * BROAD_SCALE);
        const high = noiseAt(noise, fineColumns[i]!, fine - h * FINE_SCALE);
        const warmth = base[i]! + TURBULENCE * (low + (high - low) * FINE_WEIGHT);
        const heat = Math.min(0.999, Math.max(0, warmth));
        const at = i * 3;
        sample(ramp, heat, lookUp(LEVEL_CURVE, heat), frame, at);
        tint(
          frame,
          at,
          spark,
          sparks.intensityAt(i) * Math.max(0, 1 - heat * (1 / SPARKS_HIDDEN_ABOVE_HEAT)),
        );
      }
    };
  },
};

/** The offset of the noise within a tile, plus 1 so that it stays positive down the whole tree. */
function wrappedOffset(tiles: number): number {
  return tiles - Math.floor(tiles) + 1;
}
