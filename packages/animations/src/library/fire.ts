import type { Animation } from '../animation.ts';
import { lookUp, smoothStep, tabulate } from '../curve.ts';
import { FULL } from '../frame.ts';
import { createMotes } from '../motes.ts';
import { createNoise, noiseAt } from '../noise.ts';
import { rampOf, sample } from '../palette.ts';

/** Two layers of noise climb at different speeds; where both are high, a tongue of flame licks up. Tiles a height, a second. */
const BROAD_SCALE = 0.42;
const BROAD_RISE = 0.13;
const FINE_SCALE = 0.75;
const FINE_RISE = 0.29;

/** Heat at the foot, what the height takes from it, and what the noise adds. */
const FOOT = 0.72;
const COOLING = 1.18;
const TURBULENCE = 1.15;

/** Brightness by heat: dark smoke, a quick rise through glowing red, then steady. */
const LEVEL = tabulate(256, (heat) => smoothStep(0, 0.45, heat) * (0.72 + 0.28 * heat));

const SPARK_LIGHT = 0.9;

export const fire: Animation = {
  title: 'Fire',
  description: 'Flames lick up from the foot of the tree, and sparks fly from them.',
  tags: ['warm', 'lively'],
  palette: 'embers',
  speed: 1,
  still: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const ramp = rampOf(palette);
    const noise = createNoise(seed);
    const cooling = height.map((h) => FOOT - TURBULENCE / 2 - COOLING * h);
    const sparks = createMotes(strip, {
      seed: seed + 10,
      radius: [0.5, 0.8],
      room: [2.6, 3.4],
      share: 0.3,
      speed: [0.22, 0.38],
      sway: 0.12,
      swaysPerSecond: 0.4,
    });

    return (timeS, frame) => {
      const broad = risen(timeS * BROAD_RISE);
      const fine = risen(timeS * FINE_RISE);
      sparks.move(timeS);
      for (let i = 0; i < count; i++) {
        const h = height[i]!;
        const turn = angle[i]!;
        const wild =
          0.6 * noiseAt(noise, turn, broad - h * BROAD_SCALE) +
          0.4 * noiseAt(noise, turn + 0.37, fine - h * FINE_SCALE);
        const heat = Math.min(0.999, Math.max(0, cooling[i]! + TURBULENCE * wild));
        const at = i * 3;
        sample(ramp, heat, lookUp(LEVEL, heat), frame, at);
        if (heat < 0.5) {
          const spark = SPARK_LIGHT * sparks.glow(i) * (1 - 2 * heat) * FULL;
          frame[at] = Math.max(frame[at]!, spark);
        }
      }
    };
  },
};

/** How far the noise has moved, within a tile, and far enough from 0 to look down a whole tree. */
function risen(tiles: number): number {
  return tiles - Math.floor(tiles) + 1;
}
