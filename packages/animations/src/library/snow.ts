import type { Animation } from '../animation.ts';
import { oppositePosition, rampOf, sample, tint } from '../color/palette.ts';
import { Particles } from '../drawing/particles.ts';
import { createFrame } from '../frame.ts';
import { randomArray } from '../random/seeded-random.ts';

/** Dusk has the first colour of the palette, darkest at the tip; snow has the opposite colour. */
const DUSK_AT_FOOT = 0.46;
const DUSK_AT_TIP = 0.26;

/** Flakes in front are larger, brighter and faster than those behind. */
const NEAR_FLAKES = {
  radius: [0.85, 1.25],
  cellSize: [2.5, 3.6],
  density: 0.6,
  speed: [-0.09, -0.14],
} as const;
const FAR_FLAKES = { radius: [0.6, 0.9], cellSize: [2.1, 2.8], density: 0.5, speed: [-0.05, -0.08] } as const;
const FAR_STRENGTH = 0.6;

/** Uneven snow settles around the foot and slowly sinks again. In heights of the tree. */
const BANK_MIN_HEIGHT = 0.03;
const BANK_MAX_HEIGHT = 0.13;
const BANK_SOFTNESS = 0.09;
const UNEVENNESS = 0.04;
const BANK_PERIOD_S = 80;
const BANK_STRENGTH = 0.78;

export const snow: Animation = {
  title: 'Snow',
  description: 'Flakes drift down through a blue dusk and settle at the foot of the tree.',
  tags: ['calm', 'winter'],
  palette: 'ice',
  speed: 1,
  isStill: false,

  prepare({ strip, palette, seed }) {
    const { count, height } = strip;
    const ramp = rampOf(palette);
    const near = new Particles(strip, { ...NEAR_FLAKES, seed, sway: 0.16, swaysPerSecond: 0.17 });
    const far = new Particles(strip, { ...FAR_FLAKES, seed: seed + 10, sway: 0.12, swaysPerSecond: 0.11 });
    const depths = randomArray(seed + 20, count, -UNEVENNESS, UNEVENNESS).map(
      (change, i) => height[i]! + change,
    );

    const white = createFrame(1);
    sample(ramp, oppositePosition(palette), 1, white, 0);
    const dusk = createFrame(count);
    for (let i = 0; i < count; i++) {
      sample(ramp, 0, DUSK_AT_FOOT + (DUSK_AT_TIP - DUSK_AT_FOOT) * height[i]!, dusk, i * 3);
    }

    return (timeS, frame) => {
      frame.set(dusk);
      near.update(timeS);
      far.update(timeS);
      const grown = 0.5 - 0.5 * Math.cos((2 * Math.PI * timeS) / BANK_PERIOD_S);
      const bank = BANK_MIN_HEIGHT + (BANK_MAX_HEIGHT - BANK_MIN_HEIGHT) * grown + BANK_SOFTNESS;
      for (let i = 0; i < count; i++) {
        const settled = (bank - depths[i]!) * (BANK_STRENGTH / (2 * BANK_SOFTNESS));
        const light = Math.max(
          near.intensityAt(i),
          FAR_STRENGTH * far.intensityAt(i),
          Math.min(settled, BANK_STRENGTH),
        );
        tint(frame, i * 3, white, light);
      }
    };
  },
};
