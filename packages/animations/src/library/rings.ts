import type { Animation } from '../animation.ts';
import { smoothStep } from '../curve.ts';
import { oppositeIn, type Palette, type Ramp, rampOf } from '../palette.ts';
import { fraction } from '../phase.ts';
import { surfaceOf } from '../surface.ts';
import { tones } from '../tones.ts';

/** From a ring to the next one of its kind, in base radii, and at least so many pitches; rings a second. */
const SPACING = 1.3;
const PITCHES = 4;
const RISES_PER_SECOND = 0.26;
const FALLS_PER_SECOND = 0.19;

/** Half of a ring's thickness, in base radii, and at least so many pitches of the strip. */
const THINNEST = 0.15;
const THIN_PITCHES = 0.8;
const NIGHT = 0.02;

export const rings: Animation = {
  title: 'Rings',
  description: 'Hoops of light climb the tree and pass through others that come down.',
  tags: ['shape', 'calm'],
  palette: 'ice',
  speed: 1,
  still: false,

  prepare({ strip, palette }) {
    const { count, height } = strip;
    const { tallness, pitch } = surfaceOf(strip);
    const spacing = Math.max(SPACING, PITCHES * pitch);
    const half = Math.min(0.45, Math.max(THINNEST, THIN_PITCHES * pitch) / spacing);
    const rising = hoop(palette, 0, half);
    const falling = hoop(palette, oppositeIn(palette), half);
    const places = height.map((h) => (h * tallness) / spacing);
    const steps = rising.length / 3;

    return (timeS, frame) => {
      const up = 1 - fraction(timeS * RISES_PER_SECOND);
      const down = fraction(timeS * FALLS_PER_SECOND);
      for (let i = 0; i < count; i++) {
        const one = places[i]! + up;
        const other = places[i]! + down;
        const from = (((one - (one | 0)) * steps) | 0) * 3;
        const second = (((other - (other | 0)) * steps) | 0) * 3;
        const at = i * 3;
        frame[at] = Math.max(rising[from]!, falling[second]!);
        frame[at + 1] = Math.max(rising[from + 1]!, falling[second + 1]!);
        frame[at + 2] = Math.max(rising[from + 2]!, falling[second + 2]!);
      }
    };
  },
};

/** One hoop in the middle of a period, with a white-hot core and a wide faint glow. */
function hoop(palette: Palette, position: number, half: number): Ramp {
  return tones(rampOf(palette), (x) => {
    const away = Math.abs(x - 0.5);
    const core = 1 - smoothStep(0, half, away);
    const glow = 0.22 * (1 - smoothStep(0, 0.5, away)) ** 2;
    return { position, level: Math.max(NIGHT, glow, core), white: 0.35 * core * core };
  });
}
