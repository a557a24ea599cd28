import type { Animation } from '../animation.ts';
import { smoothStep, tabulate } from '../curve.ts';
import { ringOf, sample } from '../palette.ts';
import { fraction } from '../phase.ts';
import { surfaceOf } from '../surface.ts';

/** As many layers as the pixels can keep apart, in pitches of the strip. */
const LAYER_PITCHES = 2.2;
const FEWEST = 3;
const MOST = 6;

/** A layer shows this share of the palette around the tree, there and back, and slowly wanders through all of it. */
const SPAN = 0.16;
const WANDERS_PER_SECOND = 0.017;

/** Crests of light run around each layer, against those above and below. */
const CRESTS = 2;
const TURNS_PER_SECOND = 0.085;
const CREST = tabulate((x) => 0.3 + 0.7 * (0.5 + 0.5 * Math.cos(2 * Math.PI * x)) ** 1.6);

/** Layers fade towards their upper edge, in layers: like boughs that overhang each other. */
const SHADE = 0.3;

export const layers: Animation = {
  title: 'Layers',
  description: 'Tiers of boughs in different colours turn against each other.',
  tags: ['shape', 'colourful'],
  palette: 'rainbow',
  speed: 1,
  still: false,

  prepare({ strip, palette }) {
    const { count, angle, height } = strip;
    const { tallness, pitch } = surfaceOf(strip);
    const tiers = Math.min(MOST, Math.max(FEWEST, Math.round(tallness / (LAYER_PITCHES * pitch))));
    const ring = ringOf(palette);
    const tierOf = Int8Array.from(height, (h) => Math.min(tiers - 1, Math.floor(h * tiers)));
    const ways = tierOf.map((tier) => (tier % 2 === 0 ? 1 : -1));
    const shades = height.map((h, i) => 1 - (1 - SHADE) * smoothStep(0.45, 1, h * tiers - tierOf[i]!));
    const hues = angle.map((turn, i) => fraction(tierOf[i]! * 0.618 + SPAN * Math.abs(2 * turn - 1)));
    const crests = angle.map((turn, i) => fraction(turn * CRESTS + tierOf[i]! * 0.23));

    return (timeS, frame) => {
      const wandered = fraction(timeS * WANDERS_PER_SECOND);
      const turned = fraction(timeS * TURNS_PER_SECOND * CRESTS);
      for (let i = 0; i < count; i++) {
        const hue = hues[i]! + wandered;
        const crest = crests[i]! + 1 - ways[i]! * turned;
        sample(
          ring,
          hue - (hue | 0),
          shades[i]! * CREST[((crest - (crest | 0)) * CREST.length) | 0]!,
          frame,
          i * 3,
        );
      }
    };
  },
};
