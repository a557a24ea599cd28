import type { Animation } from '../animation.ts';
import { blurRamp, oppositePosition, rampOf, sample } from '../color/palette.ts';
import { SoftDots } from '../drawing/soft-dots.ts';
import { createFrame } from '../frame.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { lookUp, smoothStep, tabulate } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';
import { createValueNoise, noiseAt, tileColumns } from '../random/value-noise.ts';

/** The moon orbits the tree: its height, its radius in base radii, and the minimum in pixel spacings. */
const ORBIT_S = 75;
const ORBIT_START_TURNS = 0.68;
const MOON_HEIGHT = 0.7;
const MOON_RADIUS = 0.26;
const MOON_SPACINGS = 1.35;
/** Its halo: how strong, and how many times as wide as the moon. */
const HALO_STRENGTH = 0.45;
const HALO_RADIUS_FACTOR = 2.3;

/** Passing clouds, in tiles per height and a second. */
const CLOUD_SCALE = 0.4;
const CLOUD_SINK = 0.02;
const CLOUD_DIMMING = 0.55;

/** Brightness and palette position from the dark side (0) to the side that faces the moon (1). */
const LEVEL_CURVE = tabulate((facing) => 0.3 + 0.58 * smoothStep(0.2, 1, facing));
const COLOR_CURVE = tabulate((facing) => 0.05 + 0.72 * smoothStep(0.2, 1, facing));

export const moonlight: Animation = {
  title: 'Moonlight',
  description: 'The moon circles the tree, and clouds pass through its silver light.',
  tags: ['quiet', 'night'],
  palette: 'midnight',
  speed: 1,
  isStill: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const ramp = blurRamp(rampOf(palette), 0.04);
    const dotRadius = Math.max(MOON_RADIUS, MOON_SPACINGS * surfaceMetrics(strip).pixelSpacing);
    const moon = new SoftDots(strip, 2, dotRadius);
    moon.radius[0] = HALO_RADIUS_FACTOR * dotRadius;
    moon.strength.set([HALO_STRENGTH, 1]);
    moon.height.fill(MOON_HEIGHT);
    const silver = createFrame(2);
    for (const at of [0, 3]) sample(rampOf(palette), oppositePosition(palette), 1, silver, at);
    const noise = createValueNoise(seed);
    const columns = tileColumns(angle);
    const east = angle.map((turn) => 0.5 * Math.cos(2 * Math.PI * turn));
    const north = angle.map((turn) => 0.5 * Math.sin(2 * Math.PI * turn));

    return (timeS, frame) => {
      const orbit = fraction(timeS / ORBIT_S + ORBIT_START_TURNS);
      const eastward = Math.cos(2 * Math.PI * orbit);
      const northward = Math.sin(2 * Math.PI * orbit);
      const sunk = fraction(timeS * CLOUD_SINK);
      for (let i = 0; i < count; i++) {
        const cloud = noiseAt(noise, columns[i]!, sunk + height[i]! * CLOUD_SCALE);
        const facing = Math.min(0.999, Math.max(0, 0.5 + east[i]! * eastward + north[i]! * northward));
        const level = lookUp(LEVEL_CURVE, facing) * (1 - CLOUD_DIMMING * cloud);
        sample(ramp, lookUp(COLOR_CURVE, facing), level, frame, i * 3);
      }
      moon.angle.fill(orbit);
      moon.paint(frame, silver);
    };
  },
};
