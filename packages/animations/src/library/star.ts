import type { Animation } from '../animation.ts';
import { smoothStep, tabulate } from '../curve.ts';
import { createFrame } from '../frame.ts';
import { needles } from '../needles.ts';
import { oppositeIn, rampOf, sample, soften, tint } from '../palette.ts';
import { fraction, wave } from '../phase.ts';
import { surfaceOf } from '../surface.ts';
import { WHITE } from '../tones.ts';

/** The star itself: so far from the tip all is white-hot, in base radii, and at least so many pitches of the strip. */
const CORE = 0.36;
const CORE_PITCHES = 1.3;

/** Two sets of rays, which turn against each other: where they meet they reach farthest down. */
const RAYS = [
  { around: 4, turnsPerSecond: 0.09 },
  { around: 3, turnsPerSecond: -0.065 },
] as const;
/** How far rays reach, in heights of the tree: where there is none, and where two meet. */
const SHORTEST = 0.3;
const LONGEST = 1.6;
/** The star breathes. */
const BREATHS_PER_SECOND = 0.21;
const BREATH = 0.1;

/** Along a ray, from the star to where it ends. */
const RAY = tabulate((x) => (1 - x) ** 0.7 * (1 - smoothStep(0.5, 1, x)));

export const star: Animation = {
  title: 'Star',
  description: 'The star at the top shines, and its rays reach down the dark tree.',
  tags: ['festive', 'calm', 'shape'],
  palette: 'gold',
  speed: 1,
  still: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const { tallness, pitch } = surfaceOf(strip);
    const ramp = soften(rampOf(palette), 0.03);
    const tree = needles(count, seed, 0.55);
    const core = Math.max(CORE, CORE_PITCHES * pitch) / (tallness || 1);
    const downs = height.map((h) => 1 - h);
    const cores = downs.map((down) => 1 - smoothStep(0.35 * core, core, down));
    const [first, second] = RAYS.map(({ around }) => angle.map((turn) => turn * around)) as [
      Float32Array,
      Float32Array,
    ];
    const color = createFrame(1);
    const [near, far] = [oppositeIn(palette), 0];

    return (timeS, frame) => {
      const one = fraction(timeS * RAYS[0].turnsPerSecond * RAYS[0].around);
      const two = fraction(timeS * RAYS[1].turnsPerSecond * RAYS[1].around);
      const breath = 1 - BREATH + BREATH * wave(fraction(timeS * BREATHS_PER_SECOND));
      frame.set(tree);
      for (let i = 0; i < count; i++) {
        const met = 0.25 * (1 + wave(first[i]! + one)) * (1 + wave(second[i]! + two));
        const reach = (SHORTEST + (LONGEST - SHORTEST) * met) * breath;
        const down = downs[i]!;
        const at = i * 3;
        if (down < reach) {
          const x = down / reach;
          sample(ramp, near + (far - near) * x, 1, color, 0);
          tint(frame, at, color, RAY[(x * RAY.length) | 0]!);
        }
        if (cores[i]! > 0) tint(frame, at, WHITE, cores[i]! * 0.8 * breath);
      }
    };
  },
};
