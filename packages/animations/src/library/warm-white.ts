import type { Animation } from '../animation.ts';

export const warmWhite: Animation = {
  title: 'Warm white',
  description: 'The even glow of an old-fashioned string of lights.',
  tags: ['quiet', 'still', 'classic'],
  palette: 'warm_white',
  speed: 1,
  still: true,
  prepare: () => (_timeS, frame) => {
    frame.fill(40000);
  },
};
