import type { Animation } from '../animation.ts';
import { blurRamp, rampOf, sample } from '../color/palette.ts';
import { lookUp, smoothStep, tabulate } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';
import { createValueNoise, noiseAt, tileColumns } from '../random/value-noise.ts';

/** Clouds of colour sink while clouds of light rise. In tiles per height and a second. */
const COLOR_SCALE = 0.62;
const COLOR_SINK = 0.014;
const LIGHT_SCALE = 0.5;
const LIGHT_RISE = 0.02;
const LIGHT_OFFSET_TURNS = 0.43;

/** Never dark: bright enough to read by. */
const LEVEL_CURVE = tabulate((x) => 0.3 + 0.7 * smoothStep(0.12, 0.85, x));
const COLOR_CURVE = tabulate((x) => 0.995 * smoothStep(0.05, 0.95, x));

/** The palette is blurred by this share of it, so that even swatches blend. */
const BLUR_RADIUS = 0.08;

export const warmDrift: Animation = {
  title: 'Warm drift',
  description: 'Amber and honey drift through each other, too slowly to follow.',
  tags: ['quiet', 'warm', 'calm'],
  palette: 'gold',
  speed: 1,
  isStill: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const ramp = blurRamp(rampOf(palette), BLUR_RADIUS);
    const noise = createValueNoise(seed);
    const colors = tileColumns(angle);
    const lights = tileColumns(angle.map((turn) => turn + LIGHT_OFFSET_TURNS));

    return (timeS, frame) => {
      const sunk = fraction(timeS * COLOR_SINK);
      const risen = fraction(timeS * LIGHT_RISE) + 1;
      for (let i = 0; i < count; i++) {
        const h = height[i]!;
        const color = noiseAt(noise, colors[i]!, sunk + h * COLOR_SCALE);
        const light = noiseAt(noise, lights[i]!, risen - h * LIGHT_SCALE);
        sample(
          ramp,
          lookUp(COLOR_CURVE, Math.min(color, 0.999)),
          lookUp(LEVEL_CURVE, Math.min(light, 0.999)),
          frame,
          i * 3,
        );
      }
    };
  },
};
