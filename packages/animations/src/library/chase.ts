import type { Animation } from '../animation.ts';
import { rampOf, sample } from '../color/palette.ts';
import { lookUp, smoothStep, tabulate } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';

/** Trains of so many colours follow each other up the string. */
const COLOR_COUNT = 5;
/** Where in a swatch its colour is pure: so much after its beginning, in swatches. */
const SWATCH_CENTER = 0.4;

/** Way from one train to the next, in pixels: more on a longer string, about a third of a turn at half height. */
const MIN_TRAIN_SPACING_PIXELS = 6;
const TRAIN_SPACING_FACTOR = 0.85;
const TRAINS_PER_SECOND = 0.42;

/** From the end of a train (0) to the gap before it (1): a fading tail, a full body, a head with a soft nose. */
const LEVEL_CURVE = tabulate((x) => smoothStep(0.02, 0.45, x) ** 2.2 * (1 - smoothStep(0.6, 0.72, x)));

export const chase: Animation = {
  title: 'Chase',
  description: 'Trains of light in all colours chase each other up the string.',
  tags: ['classic', 'lively', 'colourful'],
  palette: 'classic_lights',
  speed: 1,
  isStill: false,

  prepare({ strip: { count }, palette }) {
    const ramp = rampOf(palette);
    const way = Math.max(MIN_TRAIN_SPACING_PIXELS, TRAIN_SPACING_FACTOR * Math.sqrt(count));
    const places = Float32Array.from({ length: count }, (_, i) => ((i / way) % COLOR_COUNT) + COLOR_COUNT);

    return (timeS, frame) => {
      const gone = fraction((timeS * TRAINS_PER_SECOND) / COLOR_COUNT) * COLOR_COUNT;
      for (let i = 0; i < count; i++) {
        const place = places[i]! - gone;
        const train = place | 0;
        const color = ((train % COLOR_COUNT) + SWATCH_CENTER) / COLOR_COUNT;
        sample(ramp, color, lookUp(LEVEL_CURVE, place - train), frame, i * 3);
      }
    };
  },
};
