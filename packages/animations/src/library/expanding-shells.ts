import type { Animation } from '../animation.ts';
import { bodyOf } from '../body.ts';
import { smoothStep } from '../curve.ts';
import { ringOf, sample, soften } from '../palette.ts';
import { fraction } from '../phase.ts';
import { tones } from '../tones.ts';

/** Where shells come from: the heart of the tree, on the trunk, at this share of its height. */
const HEART = 0.36;
/** From a shell to the next one, in base radii, and at least so many pitches of the strip; shells a second. */
const SPACING = 0.85;
const PITCHES = 2.8;
const SHELLS_PER_SECOND = 0.4;

/** So many shells, one after the other, have colours of their own. */
const COLORS = 4;
/** From the skin of a shell inward: sharp outside, fading within. */
const SKIN = 0.16;

export const expandingShells: Animation = {
  title: 'Expanding shells',
  description: 'Hollow globes of light swell from the heart of the tree until they have left it.',
  tags: ['shape', 'lively'],
  palette: 'sugarplum',
  speed: 1,
  still: false,

  prepare({ strip, palette }) {
    const { count } = strip;
    const { x, y, z, tallness, pitch } = bodyOf(strip);
    const perRadius = 1 / (COLORS * Math.max(SPACING, PITCHES * pitch));
    const shells = tones(soften(ringOf(palette), 0.01), (at) => {
      const shell = Math.floor(at * COLORS);
      const inward = 1 - fraction(at * COLORS);
      const front = smoothStep(0, SKIN, inward);
      const body = (1 - smoothStep(SKIN, 0.85, inward)) ** 1.8;
      const white = front * (1 - smoothStep(SKIN, SKIN * 2, inward));
      return { position: shell / COLORS + 0.06, level: 0.03 + 0.97 * front * body, white: 0.2 * white };
    });
    const places = z.map((up, i) => Math.hypot(x[i]!, y[i]!, up - HEART * tallness) * perRadius);

    return (timeS, frame) => {
      const swollen = 1 - fraction((timeS * SHELLS_PER_SECOND) / COLORS);
      for (let i = 0; i < count; i++) {
        const place = places[i]! + swollen;
        sample(shells, place - (place | 0), 1, frame, i * 3);
      }
    };
  },
};
