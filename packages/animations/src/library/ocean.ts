import type { Animation } from '../animation.ts';
import { blurRamp, rampOf, sample, tint } from '../color/palette.ts';
import { CHANNEL_MAX, createFrame } from '../frame.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { lookUp, smoothStep, tabulate } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';
import { createValueNoise, noiseAt, tileColumns } from '../random/value-noise.ts';

/** The height of a wave in base radii, its minimum in pixel spacings, and waves a second. */
const MIN_ROLLER_HEIGHT = 1.3;
const ROLLER_SPACINGS = 4.5;
const ROLLERS_PER_SECOND = 0.17;

/** The crests bend in a changing way: by how much, in waves, and how fast, in tiles a second. */
const CREST_BEND = 0.9;
const BEND_TILES_PER_SECOND = 0.03;

/** Small ripples across. In tiles per height and a second. */
const RIPPLE_SCALE = 0.6;
const RIPPLE_RISE = 0.05;
const RIPPLE_OFFSET_TURNS = 0.4;
const RIPPLE_WEIGHT = 0.2;

/** From the trough (0) up to the crest and down the steep front (1). */
const SWELL_CURVE = tabulate((x) => smoothStep(0, 0.72, x) * (1 - smoothStep(0.8, 1, x)));
/** Foam on the crest and behind it. */
const FOAM_CURVE = tabulate((x) => smoothStep(0.5, 0.76, x) ** 2 * (1 - smoothStep(0.78, 0.88, x)));
const LEVEL_CURVE = tabulate((x) => 0.2 + 0.72 * x);
const FOAM_STRENGTH = 0.95;
const WHITE = createFrame(1).fill(CHANNEL_MAX);

export const ocean: Animation = {
  title: 'Ocean',
  description: 'Waves rise from deep blue water, with foam on their crests.',
  tags: ['nature', 'calm'],
  palette: 'ocean',
  speed: 1,
  isStill: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const { aspectRatio, pixelSpacing } = surfaceMetrics(strip);
    const ramp = blurRamp(rampOf(palette), 0.05);
    const roller = Math.max(MIN_ROLLER_HEIGHT, ROLLER_SPACINGS * pixelSpacing);
    const positions = height.map((h) => 2 + (h * aspectRatio) / roller);
    const noise = createValueNoise(seed);
    const bends = tileColumns(angle);
    const ripples = tileColumns(angle.map((turn) => turn + RIPPLE_OFFSET_TURNS));

    return (timeS, frame) => {
      const rolled = fraction(timeS * ROLLERS_PER_SECOND);
      const bent = fraction(timeS * BEND_TILES_PER_SECOND);
      const risen = fraction(timeS * RIPPLE_RISE) + 1;
      for (let i = 0; i < count; i++) {
        const bend = noiseAt(noise, bends[i]!, bent) * CREST_BEND;
        const ripple = noiseAt(noise, ripples[i]!, risen - height[i]! * RIPPLE_SCALE);
        const position = positions[i]! - rolled + bend;
        const phase = position - (position | 0);
        const water = lookUp(SWELL_CURVE, phase) * (1 - RIPPLE_WEIGHT) + ripple * RIPPLE_WEIGHT;
        const at = i * 3;
        sample(ramp, Math.min(water, 0.999), lookUp(LEVEL_CURVE, Math.min(water, 0.999)), frame, at);
        const foam = lookUp(FOAM_CURVE, phase) * Math.min(1, Math.max(0, 3 * ripple - 0.75));
        tint(frame, at, WHITE, FOAM_STRENGTH * foam);
      }
    };
  },
};
