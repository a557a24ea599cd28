import type { Animation } from './animation.ts';
import { candyCane } from './library/candy-cane.ts';
import { fire } from './library/fire.ts';
import { meteor } from './library/meteor.ts';
import { off } from './library/off.ts';
import { rainbow } from './library/rainbow.ts';
import { snow } from './library/snow.ts';
import { twinkle } from './library/twinkle.ts';
import { warmWhite } from './library/warm-white.ts';

/** The IDs of the animations that are built in, in the order in which people read them. */
export const BUILT_IN_IDS = [
  'off',
  'warm_white',
  'rainbow',
  'twinkle',
  'candy_cane',
  'fire',
  'snow',
  'meteor',
] as const;

export type BuiltInId = (typeof BUILT_IN_IDS)[number];

/** One animation for each ID: the compiler refuses a missing one and a stranger. */
export const ANIMATIONS: { readonly [Id in BuiltInId]: Animation } = {
  off,
  warm_white: warmWhite,
  rainbow,
  twinkle,
  candy_cane: candyCane,
  fire,
  snow,
  meteor,
};
