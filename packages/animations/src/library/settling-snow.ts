import type { Animation } from '../animation.ts';
import { smoothStep, tabulate } from '../curve.ts';
import { createFrame } from '../frame.ts';
import { Motes } from '../motes.ts';
import { needles } from '../needles.ts';
import { oppositeIn, rampOf, sample, tint } from '../palette.ts';
import { fraction, wave } from '../phase.ts';
import { chances } from '../random.ts';
import { surfaceOf } from '../surface.ts';

/** It snows for most of the time; then the tree thaws, from the tip down. */
const CYCLE_S = 64;
const SNOWING = 0.62;
const THAWING = 0.94;

/** The snow lies level but for drifts, in heights of the tree, and gets this much higher than the tip. */
const SOFTNESS = 0.1;
const DRIFT = 0.05;
const UNEVENNESS = 0.04;
const OVER = 0.12;

/** Fresh snow shines; old snow takes on the colour of the shadows, the deeper it lies. */
const FRESH = 0.95;
const OLD = 0.55;
const SETTLES = 0.35;

const FLAKES = {
  radius: [0.7, 1.05],
  room: [2.3, 3.2],
  share: 0.65,
  speed: [-0.11, -0.17],
  sway: 0.16,
  swaysPerSecond: 0.19,
} as const;

export const settlingSnow: Animation = {
  title: 'Settling snow',
  description: 'Snow settles from the foot up until the whole tree is white, and thaws again.',
  tags: ['shape', 'winter', 'calm'],
  palette: 'ice',
  speed: 1,
  still: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const { pitch } = surfaceOf(strip);
    const ramp = rampOf(palette);
    const flakes = new Motes(strip, { ...FLAKES, seed });
    const soft = SOFTNESS + 0.15 * pitch;
    const grains = chances(seed + 20, count, -UNEVENNESS, UNEVENNESS);
    const depths = height.map((h, i) => h + grains[i]! + DRIFT * wave(2 * angle[i]! + 0.3));
    const tree = needles(count, seed + 21, 1.1);
    const [white, shadow] = [createFrame(1), createFrame(1)];
    sample(ramp, oppositeIn(palette), 1, white, 0);
    sample(ramp, 0.25, 1, shadow, 0);
    // From the surface of the snow down.
    const shine = tabulate((x) => FRESH - (FRESH - OLD) * smoothStep(0, SETTLES, x));

    return (timeS, frame) => {
      const passed = fraction(timeS / CYCLE_S + 0.12);
      const risen = smoothStep(0, SNOWING, passed) - smoothStep(SNOWING + 0.06, THAWING, passed);
      const level = risen * (1 + OVER + 2 * soft + DRIFT) - soft - DRIFT;
      const snowing = 1 - smoothStep(SNOWING - 0.04, SNOWING + 0.04, passed) + smoothStep(THAWING, 1, passed);
      frame.set(tree);
      flakes.move(timeS);
      for (let i = 0; i < count; i++) {
        const at = i * 3;
        const depth = level - depths[i]!;
        const lying = Math.min(1, Math.max(0, depth / soft + 0.5));
        if (lying > 0) {
          tint(frame, at, shadow, 0.45 * lying);
          tint(frame, at, white, lying * shine[(Math.min(0.999, Math.max(0, depth)) * 1023) | 0]!);
        }
        tint(frame, at, white, flakes.glow(i) * snowing);
      }
    };
  },
};
