import type { Animation } from '../animation.ts';
import { blurRamp, rampOf, sample } from '../color/palette.ts';
import { lookUp, smoothStep, tabulate } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';
import { createValueNoise, drift, noiseAt, tileColumns } from '../random/value-noise.ts';

/** The mean height of the flame's tip, in heights of the tree, and how far it rises and falls. */
const FLAME_HEIGHT = 0.93;
const STRETCH_AMPLITUDE = 0.16;
const STRETCHES_PER_SECOND = 0.9;

/** A draught leans the flame to one side, where it is taller by this share of its height. */
const LEAN_AMPLITUDE = 0.24;
const LEANS_PER_SECOND = 0.45;

/** The brightness flickers a little all the time, and dips now and then. Shares of full brightness. */
const FLICKER_DEPTH = 0.1;
const FLICKERS_PER_SECOND = 2.2;
const DUCK_DEPTH = 0.22;
const DUCKS_PER_SECOND = 0.5;

/** The noise along the flame's edge. In tiles per height and a second, and in heights. */
const LICK_SCALE = 0.4;
const LICK_RISE = 0.13;
const LICK_AMPLITUDE = 0.42;

/** Brightness from the foot (0) to the tip of the flame (1) and into the dark air above it. */
const CURVE_EXTENT = 1.5;
const LEVEL_CURVE = tabulate((x) => {
  const position = x * CURVE_EXTENT;
  const wick = 0.3 + 0.7 * smoothStep(0, 0.34, position);
  return 0.035 + 0.965 * wick * (1 - smoothStep(0.3, 1.12, position)) ** 1.2;
});
/** Hottest a little above the wick, and redder towards the tip. */
const HEAT_CURVE = tabulate((x) => {
  const position = x * CURVE_EXTENT;
  return 0.995 * smoothStep(-0.1, 0.34, position) * (1 - 0.95 * smoothStep(0.4, 0.95, position));
});

export const candle: Animation = {
  title: 'Candle',
  description: 'The whole tree is one living flame that leans in the draught.',
  tags: ['quiet', 'warm'],
  palette: 'candlelight',
  speed: 1,
  isStill: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const ramp = blurRamp(rampOf(palette), 0.05);
    const noise = createValueNoise(seed);
    const columns = tileColumns(angle);
    const east = angle.map((turn) => Math.cos(2 * Math.PI * turn));
    const north = angle.map((turn) => Math.sin(2 * Math.PI * turn));

    return (timeS, frame) => {
      const flicker = FLICKER_DEPTH * drift(seed + 2, timeS * FLICKERS_PER_SECOND);
      const duck = DUCK_DEPTH * smoothStep(0.7, 1, drift(seed + 3, timeS * DUCKS_PER_SECOND));
      const light = 1 - flicker - duck;
      const stretch = drift(seed + 4, timeS * STRETCHES_PER_SECOND) - 0.5 - duck;
      const scale = 1 / (FLAME_HEIGHT + STRETCH_AMPLITUDE * stretch) / CURVE_EXTENT;
      const eastward = -LEAN_AMPLITUDE * 2 * (drift(seed + 5, timeS * LEANS_PER_SECOND) - 0.5);
      const northward = -LEAN_AMPLITUDE * 2 * (drift(seed + 6, timeS * LEANS_PER_SECOND) - 0.5);
      const risen = fraction(timeS * LICK_RISE) + 1;
      for (let i = 0; i < count; i++) {
        const h = height[i]!;
        const lick = (noiseAt(noise, columns[i]!, risen - h * LICK_SCALE) - 0.5) * LICK_AMPLITUDE;
        const lean = 1 + eastward * east[i]! + northward * north[i]!;
        const position = Math.min(0.999, h * (lean + lick) * scale);
        sample(ramp, lookUp(HEAT_CURVE, position), light * lookUp(LEVEL_CURVE, position), frame, i * 3);
      }
    };
  },
};
