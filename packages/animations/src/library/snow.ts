import type { Animation } from '../animation.ts';
import { smoothStep } from '../curve.ts';
import { createFrame } from '../frame.ts';
import { createMotes } from '../motes.ts';
import { rampOf, sample } from '../palette.ts';
import { chances } from '../random.ts';

/** Dusk: the first colour of the palette, deepest at the tip. */
const DUSK_AT_FOOT = 0.34;
const DUSK_AT_TIP = 0.2;

/** Snow settles around the foot, and slowly sinks together again. In heights of the tree. */
const BANK_LEAST = 0.05;
const BANK_MOST = 0.14;
const BANK_SOFTNESS = 0.1;
const BANK_PERIOD_S = 80;
const BANK_LIGHT = 0.72;

const FAR_LIGHT = 0.6;

export const snow: Animation = {
  title: 'Snow',
  description: 'Flakes sway down through a blue dusk and settle at the foot of the tree.',
  tags: ['calm', 'winter'],
  palette: 'ice',
  speed: 1,
  still: false,

  prepare({ strip, palette, seed }) {
    const { count, height } = strip;
    const ramp = rampOf(palette);
    const near = createMotes(strip, {
      seed,
      radius: [0.8, 1.15],
      room: [2.6, 4],
      share: 0.62,
      speed: [-0.09, -0.14],
      sway: 0.16,
      swaysPerSecond: 0.17,
    });
    const far = createMotes(strip, {
      seed: seed + 10,
      radius: [0.6, 0.85],
      room: [2.1, 3],
      share: 0.5,
      speed: [-0.05, -0.08],
      sway: 0.12,
      swaysPerSecond: 0.11,
    });

    const white = createFrame(1);
    sample(ramp, 0.999, 1, white, 0);
    const [whiteRed, whiteGreen, whiteBlue] = [white[0]!, white[1]!, white[2]!];
    const dusk = createFrame(count);
    for (let i = 0; i < count; i++) {
      sample(ramp, 0, DUSK_AT_FOOT + (DUSK_AT_TIP - DUSK_AT_FOOT) * height[i]!, dusk, i * 3);
    }
    const drifts = chances(seed + 20, count, -0.04, 0.04).map((drift, i) => drift + height[i]!);

    return (timeS, frame) => {
      near.move(timeS);
      far.move(timeS);
      const cycle = 0.5 - 0.5 * Math.cos((2 * Math.PI * timeS) / BANK_PERIOD_S);
      const bank = BANK_LEAST + (BANK_MOST - BANK_LEAST) * cycle;
      for (let i = 0; i < count; i++) {
        const settled = BANK_LIGHT * (1 - smoothStep(bank - BANK_SOFTNESS, bank + BANK_SOFTNESS, drifts[i]!));
        const light = Math.max(settled, near.glow(i), FAR_LIGHT * far.glow(i));
        const at = i * 3;
        frame[at] = dusk[at]! + (whiteRed - dusk[at]!) * light;
        frame[at + 1] = dusk[at + 1]! + (whiteGreen - dusk[at + 1]!) * light;
        frame[at + 2] = dusk[at + 2]! + (whiteBlue - dusk[at + 2]!) * light;
      }
    };
  },
};
