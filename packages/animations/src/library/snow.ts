import type { Animation } from '../animation.ts';
import { createFrame } from '../frame.ts';
import { Motes } from '../motes.ts';
import { oppositeIn, rampOf, sample, tint } from '../palette.ts';
import { chances } from '../random.ts';

/** Dusk is the first colour of the palette, deepest at the tip; snow is the opposite one. */
const DUSK_AT_FOOT = 0.46;
const DUSK_AT_TIP = 0.26;

/** Flakes near by are large, bright and quick; those behind are not. */
const NEAR = { radius: [0.85, 1.25], room: [2.5, 3.6], share: 0.6, speed: [-0.09, -0.14] } as const;
const FAR = { radius: [0.6, 0.9], room: [2.1, 2.8], share: 0.5, speed: [-0.05, -0.08] } as const;
const FAR_LIGHT = 0.6;

/** Snow settles around the foot, uneven, and slowly sinks together again. In heights of the tree. */
const BANK_LEAST = 0.03;
const BANK_MOST = 0.13;
const BANK_SOFTNESS = 0.09;
const UNEVENNESS = 0.04;
const BANK_PERIOD_S = 80;
const BANK_LIGHT = 0.78;

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
    const near = new Motes(strip, { ...NEAR, seed, sway: 0.16, swaysPerSecond: 0.17 });
    const far = new Motes(strip, { ...FAR, seed: seed + 10, sway: 0.12, swaysPerSecond: 0.11 });
    const depths = chances(seed + 20, count, -UNEVENNESS, UNEVENNESS).map((change, i) => height[i]! + change);

    const white = createFrame(1);
    sample(ramp, oppositeIn(palette), 1, white, 0);
    const dusk = createFrame(count);
    for (let i = 0; i < count; i++) {
      sample(ramp, 0, DUSK_AT_FOOT + (DUSK_AT_TIP - DUSK_AT_FOOT) * height[i]!, dusk, i * 3);
    }

    return (timeS, frame) => {
      frame.set(dusk);
      near.move(timeS);
      far.move(timeS);
      const grown = 0.5 - 0.5 * Math.cos((2 * Math.PI * timeS) / BANK_PERIOD_S);
      const bank = BANK_LEAST + (BANK_MOST - BANK_LEAST) * grown + BANK_SOFTNESS;
      for (let i = 0; i < count; i++) {
        const settled = (bank - depths[i]!) * (BANK_LIGHT / (2 * BANK_SOFTNESS));
        const light = Math.max(near.glow(i), FAR_LIGHT * far.glow(i), Math.min(settled, BANK_LIGHT));
        tint(frame, i * 3, white, light);
      }
    };
  },
};
