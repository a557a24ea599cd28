import type { Animation } from '../animation.ts';
import { rampOf, sample } from '../color/palette.ts';
import { lookUp, smoothStep, tabulate } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';

/** The number of trains with different colours. */
const COLOR_COUNT = 5;
/** The position of a swatch's pure colour, in swatches. */
const SWATCH_CENTER = 0.4;

/** The distance between trains in pixels: more on a longer string, about a third of a turn at half height. */
const MIN_TRAIN_SPACING_PIXELS = 6;
const TRAIN_SPACING_FACTOR = 0.85;
const TRAINS_PER_SECOND = 0.42;

/** From the end of a train (0) to the gap ahead of it (1): a fading tail, a full body and a soft front. */
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
    const distance = Math.max(MIN_TRAIN_SPACING_PIXELS, TRAIN_SPACING_FACTOR * Math.sqrt(count));
    const positions = Float32Array.from(
      { length: count },
      (_, i) => ((i / distance) % COLOR_COUNT) + COLOR_COUNT,
    );

    return (timeS, frame) => {
      const gone = fraction((timeS * TRAINS_PER_SECOND) / COLOR_COUNT) * COLOR_COUNT;
      for (let i = 0; i < count; i++) {
        const position = positions[i]! - gone;
        const train = position | 0;
        const color = ((train % COLOR_COUNT) + SWATCH_CENTER) / COLOR_COUNT;
        sample(ramp, color, lookUp(LEVEL_CURVE, position - train), frame, i * 3);
      }
    };
  },
};
