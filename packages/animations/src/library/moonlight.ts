import type { Animation } from '../animation.ts';
import { lookUp, smoothStep, tabulate } from '../curve.ts';
import { Dabs } from '../dabs.ts';
import { createFrame } from '../frame.ts';
import { columnsAt, createNoise, noiseAt } from '../noise.ts';
import { oppositeIn, rampOf, sample, soften } from '../palette.ts';
import { fraction } from '../phase.ts';
import { surfaceOf } from '../surface.ts';

/** The moon goes around the tree, this high, in base radii this wide, but never smaller than a few pixels. */
const ORBIT_S = 75;
const ORBIT_START = 0.68;
const MOON_HEIGHT = 0.7;
const MOON_REACH = 0.26;
const MOON_PITCHES = 1.35;
/** A halo surrounds it: how strong, and how many times as wide. */
const HALO = 0.45;
const HALO_REACH = 2.3;

/** Clouds pass before it. In tiles a height and a second. */
const CLOUD_SCALE = 0.4;
const CLOUD_SINK = 0.02;
const CLOUD = 0.55;

/** Light by how much a place faces the moon, from the dark side (0) to the lit one (1), and what colour it has there. */
const LEVEL = tabulate((facing) => 0.3 + 0.58 * smoothStep(0.2, 1, facing));
const COLOR = tabulate((facing) => 0.05 + 0.72 * smoothStep(0.2, 1, facing));

export const moonlight: Animation = {
  title: 'Moonlight',
  description: 'The moon goes around the tree, and clouds pass through its silver light.',
  tags: ['quiet', 'night'],
  palette: 'midnight',
  speed: 1,
  still: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const ramp = soften(rampOf(palette), 0.04);
    const reach = Math.max(MOON_REACH, MOON_PITCHES * surfaceOf(strip).pitch);
    const moon = new Dabs(strip, 2, reach);
    moon.reach[0] = HALO_REACH * reach;
    moon.light.set([HALO, 1]);
    moon.height.fill(MOON_HEIGHT);
    const silver = createFrame(2);
    for (const at of [0, 3]) sample(rampOf(palette), oppositeIn(palette), 1, silver, at);
    const noise = createNoise(seed);
    const columns = columnsAt(angle);
    const east = angle.map((turn) => 0.5 * Math.cos(2 * Math.PI * turn));
    const north = angle.map((turn) => 0.5 * Math.sin(2 * Math.PI * turn));

    return (timeS, frame) => {
      const orbit = fraction(timeS / ORBIT_S + ORBIT_START);
      const eastward = Math.cos(2 * Math.PI * orbit);
      const northward = Math.sin(2 * Math.PI * orbit);
      const sunk = fraction(timeS * CLOUD_SINK);
      for (let i = 0; i < count; i++) {
        const cloud = noiseAt(noise, columns[i]!, sunk + height[i]! * CLOUD_SCALE);
        const facing = Math.min(0.999, Math.max(0, 0.5 + east[i]! * eastward + north[i]! * northward));
        const level = lookUp(LEVEL, facing) * (1 - CLOUD * cloud);
        sample(ramp, lookUp(COLOR, facing), level, frame, i * 3);
      }
      moon.turn.fill(orbit);
      moon.paint(frame, silver);
    };
  },
};
