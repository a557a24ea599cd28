import type { Animation } from '../animation.ts';

export const off: Animation = {
  title: 'Off',
  description: 'Every pixel is dark.',
  tags: ['quiet', 'still'],
  palette: 'warm_white',
  speed: 1,
  isStill: true,
  prepare: () => (_timeS, frame) => {
    frame.fill(0);
  },
};
