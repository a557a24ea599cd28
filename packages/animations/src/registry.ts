import type { Animation } from './animation.ts';
import { off } from './library/off.ts';
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
  rainbow: warmWhite,
  twinkle: warmWhite,
  candy_cane: warmWhite,
  fire: warmWhite,
  snow: warmWhite,
  meteor: warmWhite,
};
