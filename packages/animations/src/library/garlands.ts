import type { Animation } from '../animation.ts';
import { smoothStep } from '../curve.ts';
import { needles } from '../needles.ts';
import { ringOf, sample } from '../palette.ts';
import { fraction, nearestTurn } from '../phase.ts';
import { chances } from '../random.ts';
import { surfaceOf } from '../surface.ts';
import { tones } from '../tones.ts';

/** From a garland to the next one, in base radii, and at least so many pitches; garlands a second. */
const SPACING = 0.8;
const PITCHES = 3.4;
const RISES_PER_SECOND = 0.16;
/** Half of a garland's thickness, as a share of the spacing. */
const HALF = 0.27;

/** Garlands hang through between hooks: so many around the tree, so deep as a share of the spacing. */
const FEWEST_SWAGS = 3;
const MOST_SWAGS = 5;
const SWAG_PITCHES = 4;
const DEPTH = 0.55;

/** So many garlands, one after the other, have colours of their own. */
const COLORS = 5;
/** They are made of small leaves of foil, some of which shine more than others. */
const DULLEST = 0.55;

export const garlands: Animation = {
  title: 'Garlands',
  description: 'Garlands in festive colours hang in swags around the tree and slowly rise.',
  tags: ['festive', 'classic', 'shape'],
  palette: 'classic_lights',
  speed: 1,
  still: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const { tallness, pitch } = surfaceOf(strip);
    const spacing = Math.max(SPACING, PITCHES * pitch);
    const swags = Math.min(
      MOST_SWAGS,
      Math.max(FEWEST_SWAGS, Math.round((2 * Math.PI) / (SWAG_PITCHES * pitch))),
    );
    const bands = tones(ringOf(palette), (x) => {
      const away = Math.abs(nearestTurn(x * COLORS - 0.5));
      return {
        position: Math.floor(x * COLORS) / COLORS + 0.03,
        level: 1 - smoothStep(HALF * 0.45, HALF * 1.15, away),
        white: 0.1 * (1 - smoothStep(0, HALF * 0.7, away)),
      };
    });
    const places = height.map((h, i) => {
      const hook = 2 * nearestTurn(angle[i]! * swags);
      return fraction(((h * tallness) / spacing + DEPTH * (1 - hook * hook)) / COLORS);
    });
    const foil = chances(seed, count, DULLEST, 1);
    const tree = needles(count, seed + 1);

    return (timeS, frame) => {
      const risen = 1 - fraction((timeS * RISES_PER_SECOND) / COLORS);
      for (let i = 0; i < count; i++) {
        const place = places[i]! + risen;
        const at = i * 3;
        sample(bands, place - (place | 0), foil[i]!, frame, at);
        frame[at] = Math.max(frame[at]!, tree[at]!);
        frame[at + 1] = Math.max(frame[at + 1]!, tree[at + 1]!);
        frame[at + 2] = Math.max(frame[at + 2]!, tree[at + 2]!);
      }
    };
  },
};
