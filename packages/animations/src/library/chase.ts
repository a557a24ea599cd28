import type { Animation } from '../animation.ts';
import { lookUp, smoothStep, tabulate } from '../curve.ts';
import { rampOf, sample } from '../palette.ts';
import { fraction } from '../phase.ts';

/** Trains of so many colours follow each other up the string. */
const COLORS = 5;
/** Where in a swatch its colour is pure: so much after its beginning, in swatches. */
const PURE = 0.4;

/** Way from one train to the next, in pixels: more on a longer string, about a third of a turn at half height. */
const SHORTEST_WAY = 6;
const WAY = 0.85;
const TRAINS_PER_SECOND = 0.42;

/** From the end of a train (0) to the gap before it (1): a fading tail, a full body, a head with a soft nose. */
const LEVEL = tabulate((x) => smoothStep(0.02, 0.45, x) ** 2.2 * (1 - smoothStep(0.6, 0.72, x)));

export const chase: Animation = {
  title: 'Chase',
  description: 'Trains of light in all colours chase each other up the string.',
  tags: ['classic', 'lively', 'colourful'],
  palette: 'classic_lights',
  speed: 1,
  still: false,

  prepare({ strip: { count }, palette }) {
    const ramp = rampOf(palette);
    const way = Math.max(SHORTEST_WAY, WAY * Math.sqrt(count));
    const places = Float32Array.from({ length: count }, (_, i) => ((i / way) % COLORS) + COLORS);

    return (timeS, frame) => {
      const gone = fraction((timeS * TRAINS_PER_SECOND) / COLORS) * COLORS;
      for (let i = 0; i < count; i++) {
        const place = places[i]! - gone;
        const train = place | 0;
        const color = ((train % COLORS) + PURE) / COLORS;
        sample(ramp, color, lookUp(LEVEL, place - train), frame, i * 3);
      }
    };
  },
};
