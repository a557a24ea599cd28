import type { Animation } from '../animation.ts';
import { type Ramp, rampOf, sample } from '../color/palette.ts';
import { lookUp, smoothStep, tabulate } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';
import { createValueNoise, noiseAt, tileColumns } from '../random/value-noise.ts';

/** The curtain's hem waves around the tree: its mean height, its amplitude, and its speed in tiles a second. */
const HEM_HEIGHT = 0.2;
const HEM_AMPLITUDE = 0.45;
const HEM_TILES_PER_SECOND = 0.021;

/** Rays in the curtain, each with its own strength, lean a little. In tiles a second and per height. */
const RAY_TILES_PER_SECOND = 0.034;
const RAY_LEAN = 0.12;
const RAY_OFFSET_TURNS = 0.31;

/** From just below the hem (0) to the rays' upper end (1), in heights: a sharp lower edge and a long fade upwards. */
const CURTAIN_BELOW_HEM = 0.1;
const CURTAIN_HEIGHT = 1;
const CURTAIN_CURVE = tabulate((x) => {
  const position = x * (CURTAIN_BELOW_HEM + CURTAIN_HEIGHT) - CURTAIN_BELOW_HEM;
  return (
    smoothStep(-CURTAIN_BELOW_HEM, 0.03, position) * (1 - smoothStep(0, CURTAIN_HEIGHT, position)) ** 0.9
  );
});
/** Brightness by the strength of a ray. */
const RAY_CURVE = tabulate((x) => 0.14 + 0.86 * smoothStep(0.15, 0.75, x));

/** Mostly green, then quickly through blue to violet. */
const COLOR_CURVE = tabulate((x) => 0.999 * smoothStep(0.1, 0.75, x));

/** The sky behind it. */
const SKY_LEVEL = 0.07;

export const aurora: Animation = {
  title: 'Aurora',
  description: 'Curtains of northern light wave around the tree, green below and violet above.',
  tags: ['nature', 'calm', 'night'],
  palette: 'aurora',
  speed: 1,
  isStill: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const ramp = firstHalfOf(rampOf(palette), palette.isCyclic);
    const noise = createValueNoise(seed);
    const hems = tileColumns(angle);
    const rays = tileColumns(
      angle.map((turn, i) => fraction(turn * 2 + RAY_OFFSET_TURNS + RAY_LEAN * height[i]!)),
    );

    return (timeS, frame) => {
      const waved = fraction(timeS * HEM_TILES_PER_SECOND);
      const shone = fraction(timeS * RAY_TILES_PER_SECOND);
      for (let i = 0; i < count; i++) {
        const hem = HEM_HEIGHT + HEM_AMPLITUDE * (noiseAt(noise, hems[i]!, waved) - 0.5);
        const above = (height[i]! - hem + CURTAIN_BELOW_HEM) * (1 / (CURTAIN_BELOW_HEM + CURTAIN_HEIGHT));
        const position = Math.min(0.999, Math.max(0, above));
        const ray = Math.min(0.999, noiseAt(noise, rays[i]!, shone));
        const level = SKY_LEVEL + (1 - SKY_LEVEL) * lookUp(CURTAIN_CURVE, position) * lookUp(RAY_CURVE, ray);
        sample(ramp, lookUp(COLOR_CURVE, position), level, frame, i * 3);
      }
    };
  },
};

/** The first half of a cyclic ramp, so that the colours at the hem and at the rays' end differ. */
function firstHalfOf(ramp: Ramp, isCyclic: boolean): Ramp {
  if (!isCyclic) return ramp;
  return ramp.map((_, at) => ramp[Math.floor(at / 6) * 3 + (at % 3)]!);
}
