import type { Animation } from '../animation.ts';
import { blurRing, ringOf, sample } from '../color/palette.ts';
import { cartesianPositions } from '../geometry/cartesian-positions.ts';
import { fraction, sine } from '../math/phase.ts';

/** Three waves through the tree, in waves per base radius along x, y and z, and in waves a second. */
const WAVES = [
  { x: 0.22, y: 0.1, z: 0.3, perSecond: 0.071 },
  { x: -0.12, y: 0.34, z: -0.21, perSecond: 0.053 },
  { x: 0.3, y: -0.25, z: 0.17, perSecond: 0.037 },
] as const;

/** How much the first wave bends the other two, in waves: without it plasma is only stripes. */
const PHASE_MODULATION = 0.3;
/** The share of the palette that each wave spans, and how fast all of it drifts through the palette. */
const PALETTE_SPAN = 0.19;
const DRIFT_PER_SECOND = 0.021;

/** The depth of the dark veins where the waves cancel out. */
const VEIN_DEPTH = 0.3;
/** The palette's edges are blurred by this share of it, as plasma has none. */
const BLUR_RADIUS = 0.05;

export const plasma: Animation = {
  title: 'Plasma',
  description: 'Waves of colour bend each other throughout the tree.',
  tags: ['colourful', 'maths'],
  palette: 'rainbow',
  speed: 1,
  isStill: false,

  prepare({ strip, palette }) {
    const { count } = strip;
    const { x, y, z } = cartesianPositions(strip);
    const ring = blurRing(ringOf(palette), BLUR_RADIUS);
    const [first, second, third] = WAVES.map((each) =>
      z.map((up, i) => 16 + x[i]! * each.x + y[i]! * each.y + up * each.z),
    ) as [Float32Array, Float32Array, Float32Array];

    return (timeS, frame) => {
      const [one, two, three] = WAVES;
      const firstMoved = fraction(timeS * one.perSecond);
      const secondMoved = fraction(timeS * two.perSecond);
      const thirdMoved = fraction(timeS * three.perSecond);
      const drift = fraction(timeS * DRIFT_PER_SECOND) + 2;
      for (let i = 0; i < count; i++) {
        const a = sine(first[i]! + firstMoved);
        const b = sine(second[i]! + secondMoved + PHASE_MODULATION * a);
        const c = sine(third[i]! + thirdMoved - PHASE_MODULATION * b);
        const hue = drift + PALETTE_SPAN * (a + b + c);
        const vein = b * c;
        sample(ring, hue - (hue | 0), 1 - VEIN_DEPTH + VEIN_DEPTH * vein, frame, i * 3);
      }
    };
  },
};
