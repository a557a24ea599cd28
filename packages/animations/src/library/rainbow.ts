import type { Animation } from '../animation.ts';
import { lookUp, tabulate } from '../curve.ts';
import { ringOf, sample } from '../palette.ts';
import { fraction } from '../phase.ts';

/** Times the colours go through between bottom and top, on top of once around: the tilt of the spiral. */
const TILT = 0.9;
const TURNS_PER_SECOND = 0.07;

/** A second, softer spiral of light and shade that climbs against the first keeps the tree round. */
const SHADE_TILT = -1.6;
const SHADE_TURNS_PER_SECOND = 0.11;
const SHADE = tabulate((x) => 0.86 + 0.14 * Math.cos(2 * Math.PI * x));

export const rainbow: Animation = {
  title: 'Rainbow',
  description: 'All colours wind around the tree in a slow, tilted spiral.',
  tags: ['colourful', 'calm'],
  palette: 'rainbow',
  speed: 1,
  still: false,

  prepare({ strip, palette }) {
    const { count, angle, height } = strip;
    const ring = ringOf(palette);
    const hues = angle.map((turn, i) => fraction(turn + height[i]! * TILT));
    const shades = angle.map((turn, i) => fraction(turn + height[i]! * SHADE_TILT));

    return (timeS, frame) => {
      const turned = 1 - fraction(timeS * TURNS_PER_SECOND);
      const shaded = fraction(timeS * SHADE_TURNS_PER_SECOND);
      for (let i = 0; i < count; i++) {
        const hue = hues[i]! + turned;
        const shade = shades[i]! + shaded;
        sample(ring, hue - (hue | 0), lookUp(SHADE, shade - (shade | 0)), frame, i * 3);
      }
    };
  },
};
