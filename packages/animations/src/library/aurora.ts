import type { Animation } from '../animation.ts';
import { lookUp, smoothStep, tabulate } from '../curve.ts';
import { columnsAt, createNoise, noiseAt } from '../noise.ts';
import { type Ramp, rampOf, sample } from '../palette.ts';
import { fraction } from '../phase.ts';

/** The curtain's hem waves around the tree: its height in the mean, how far it waves, and in tiles a second. */
const HEM = 0.2;
const WAVES = 0.45;
const WAVING = 0.021;

/** Rays stand in the curtain, each with its own strength. They lean a little. In tiles a second and a height. */
const RAYS = 0.034;
const RAYS_LEAN = 0.12;
const RAYS_TURN = 0.31;

/** From just below the hem (0) to where the rays end (1), in heights: a sharp lower edge, and a long fading up. */
const BELOW = 0.1;
const REACH = 1;
const CURTAIN = tabulate((x) => {
  const place = x * (BELOW + REACH) - BELOW;
  return smoothStep(-BELOW, 0.03, place) * (1 - smoothStep(0, REACH, place)) ** 0.9;
});
/** How much a ray adds by its strength. */
const RAY = tabulate((x) => 0.14 + 0.86 * smoothStep(0.15, 0.75, x));

/** Green for a while, then quickly through blue to violet. */
const COLOR = tabulate((x) => 0.999 * smoothStep(0.1, 0.75, x));

/** The sky behind it. */
const NIGHT = 0.07;

export const aurora: Animation = {
  title: 'Aurora',
  description: 'Curtains of northern light wave around the tree, green below and violet above.',
  tags: ['nature', 'calm', 'night'],
  palette: 'aurora',
  speed: 1,
  still: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const ramp = halfOf(rampOf(palette), palette.cyclic);
    const noise = createNoise(seed);
    const hems = columnsAt(angle);
    const rays = columnsAt(angle.map((turn, i) => fraction(turn * 2 + RAYS_TURN + RAYS_LEAN * height[i]!)));

    return (timeS, frame) => {
      const waved = fraction(timeS * WAVING);
      const shone = fraction(timeS * RAYS);
      for (let i = 0; i < count; i++) {
        const hem = HEM + WAVES * (noiseAt(noise, hems[i]!, waved) - 0.5);
        const above = (height[i]! - hem + BELOW) * (1 / (BELOW + REACH));
        const place = Math.min(0.999, Math.max(0, above));
        const ray = Math.min(0.999, noiseAt(noise, rays[i]!, shone));
        const level = NIGHT + (1 - NIGHT) * lookUp(CURTAIN, place) * lookUp(RAY, ray);
        sample(ramp, lookUp(COLOR, place), level, frame, i * 3);
      }
    };
  },
};

/** Of a ring only the way out to its opposite, so that the colours differ between hem and rays' end. */
function halfOf(ramp: Ramp, cyclic: boolean): Ramp {
  if (!cyclic) return ramp;
  return ramp.map((_, at) => ramp[Math.floor(at / 6) * 3 + (at % 3)]!);
}
