import type { Animation } from '../animation.ts';
import { blurRamp, rampOf, sample } from '../color/palette.ts';
import { lookUp, smoothStep, tabulate } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';
import { randomArray } from '../random/seeded-random.ts';
import { createValueNoise, drift, noiseAt, tileColumns } from '../random/value-noise.ts';

/** Two draughts through the coals, one rising and one sinking. In tiles per height and a second. */
const DRAUGHT_SCALE = 0.55;
const DRAUGHT_RISE = 0.03;
const GLOW_SCALE = 0.8;
const GLOW_SINK = 0.013;
const GLOW_OFFSET_TURNS = 0.29;

/** A coal's heat depends on its own random offset, the draughts, and its height. */
const COAL_VARIATION = 0.42;
const DRAUGHT_WEIGHT = 0.95;
const GLOW_WEIGHT = 0.4;
const COOLER_AT_TIP = 0.24;
const BASE_COOLNESS = 0.42;
/** All coals brighten and dim together. */
const SIGH_AMPLITUDE = 0.16;
const SIGHS_PER_SECOND = 0.22;

/** Brightness by heat: only the hottest coals are bright. */
const LEVEL_CURVE = tabulate((heat) => 0.05 + 0.95 * smoothStep(0, 0.95, heat) ** 1.2);
/** Palette position by heat: mostly red, then quickly yellow. */
const COLOR_CURVE = tabulate((heat) => 0.82 * heat ** 1.5);

export const embers: Animation = {
  title: 'Embers',
  description: 'Coals glow and fade as a draught passes through them.',
  tags: ['quiet', 'warm'],
  palette: 'embers',
  speed: 1,
  isStill: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const ramp = blurRamp(rampOf(palette), 0.04);
    const noise = createValueNoise(seed);
    const draughts = tileColumns(angle);
    const glows = tileColumns(angle.map((turn) => turn + GLOW_OFFSET_TURNS));
    const nature = randomArray(seed + 2, count).map(
      (share, i) => COAL_VARIATION * share - COOLER_AT_TIP * height[i]! - BASE_COOLNESS,
    );

    return (timeS, frame) => {
      const sigh = SIGH_AMPLITUDE * drift(seed + 3, timeS * SIGHS_PER_SECOND);
      const risen = fraction(timeS * DRAUGHT_RISE) + 1;
      const sunk = fraction(timeS * GLOW_SINK);
      for (let i = 0; i < count; i++) {
        const h = height[i]!;
        const draught = noiseAt(noise, draughts[i]!, risen - h * DRAUGHT_SCALE);
        const glow = noiseAt(noise, glows[i]!, sunk + h * GLOW_SCALE);
        const warmth = nature[i]! + sigh + DRAUGHT_WEIGHT * draught + GLOW_WEIGHT * glow;
        const heat = Math.min(0.999, Math.max(0, warmth));
        sample(ramp, lookUp(COLOR_CURVE, heat), lookUp(LEVEL_CURVE, heat), frame, i * 3);
      }
    };
  },
};
