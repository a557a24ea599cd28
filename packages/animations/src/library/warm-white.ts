import type { Animation } from '../animation.ts';
import { rampOf, sample } from '../color/palette.ts';
import { createFrame } from '../frame.ts';
import { randomArray } from '../random/seeded-random.ts';

/** The bulbs of an old string differ a little. */
const MIN_BULB_LEVEL = 0.86;

export const warmWhite: Animation = {
  title: 'Warm white',
  description: 'The even glow of an old-fashioned string of lights.',
  tags: ['quiet', 'still', 'classic'],
  palette: 'warm_white',
  speed: 1,
  isStill: true,

  prepare({ strip, palette, seed }) {
    const ramp = rampOf(palette);
    const tints = randomArray(seed, strip.count);
    const levels = randomArray(seed + 1, strip.count, MIN_BULB_LEVEL, 1);

    const background = createFrame(strip.count);
    for (let i = 0; i < strip.count; i++) sample(ramp, tints[i]!, levels[i]!, background, i * 3);

    return (_timeS, frame) => {
      frame.set(background);
    };
  },
};
