import type { Animation } from '../animation.ts';
import { tabulate } from '../curve.ts';
import { ringOf, sample } from '../palette.ts';
import { fraction, wave } from '../phase.ts';
import { surfaceOf } from '../surface.ts';
import { meltRing } from '../tones.ts';

/** Mirrors around the trunk, as many pairs as the pixels can keep apart, in pitches of the strip. */
const WEDGE_PITCHES = 5.5;
const FEWEST = 2;
const MOST = 5;
/** From one level mirror to the next, in base radii, and at least so many pitches. */
const STOREY = 0.95;
const STOREY_PITCHES = 4;

/** Pieces of glass: three waves within the mirrors, each of a speed of its own, in waves a second. */
const SPEEDS = [0.061, -0.047, 0.033] as const;
/** How far they go through the palette, and how far neighbours in it run into each other. */
const SPAN = 0.24;
const BLEND = 0.02;
/** Between two pieces of glass there is lead. */
const LEAD = tabulate((x) => 0.1 + 0.9 * Math.min(1, 2.6 * Math.abs(x - 0.5)) ** 0.8);

export const kaleidoscope: Animation = {
  title: 'Kaleidoscope',
  description: 'Pieces of coloured glass tumble between mirrors all around the tree.',
  tags: ['shape', 'colourful'],
  palette: 'rainbow',
  speed: 1,
  still: false,

  prepare({ strip, palette }) {
    const { count, angle, height } = strip;
    const { tallness, pitch } = surfaceOf(strip);
    const wedges = Math.min(MOST, Math.max(FEWEST, Math.round((2 * Math.PI) / (WEDGE_PITCHES * pitch))));
    const storey = Math.max(STOREY, STOREY_PITCHES * pitch);
    const ring = meltRing(ringOf(palette), BLEND);
    const mirrored = (place: number) => Math.abs(2 * fraction(place) - 1);
    const across = angle.map((turn) => mirrored(turn * wedges));
    const along = height.map((h) => mirrored((h * tallness) / (2 * storey)));
    const first = across.map((u, i) => 1 + 0.5 * u + 0.35 * along[i]!);
    const second = across.map((u, i) => 2 + 0.3 * u - 0.7 * along[i]!);
    const third = across.map((u, i) => 1 + 0.8 * u * along[i]!);

    return (timeS, frame) => {
      const one = fraction(timeS * SPEEDS[0]);
      const two = fraction(timeS * SPEEDS[1]);
      const three = fraction(timeS * SPEEDS[2]);
      for (let i = 0; i < count; i++) {
        const a = wave(first[i]! + one);
        const b = wave(second[i]! + two);
        const c = wave(third[i]! + three + 0.2 * a);
        const hue = 2 + three + SPAN * (a + b);
        const glass = 0.5 + 0.24 * (b + c);
        sample(ring, hue - (hue | 0), LEAD[(glass * 1023) | 0]!, frame, i * 3);
      }
    };
  },
};
