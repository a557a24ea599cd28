import type { ColorDepth } from './capabilities.ts';
import { DEFAULT_COLOUR } from './grid.ts';
import { type Lab, labOf } from './oklab.ts';

type Encoder = (colour: number, ground: 'front' | 'back') => string;

const BASE = { front: 38, back: 48 } as const;
const PLAIN = { front: '39', back: '49' } as const;

/** The parameters of the escape sequence that selects a colour. */
export const COLOUR_ENCODERS: { readonly [D in ColorDepth]: Encoder } = {
  truecolour: (colour, ground) =>
    colour === DEFAULT_COLOUR
      ? PLAIN[ground]
      : `${BASE[ground]};2;${colour >> 16};${(colour >> 8) & 255};${colour & 255}`,
  256: (colour, ground) =>
    colour === DEFAULT_COLOUR ? PLAIN[ground] : `${BASE[ground]};5;${nearestOf256(colour)}`,
  none: () => '',
};

const CUBE_LEVELS = [0, 95, 135, 175, 215, 255] as const;
const FIRST = 16;

/** The entries from 16 on: a 6 × 6 × 6 cube and 24 greys. Those before are what the user made of them. */
const TABLE: readonly Lab[] = [
  ...CUBE_LEVELS.flatMap((r) => CUBE_LEVELS.flatMap((g) => CUBE_LEVELS.map((b) => labOf(r, g, b)))),
  ...Array.from({ length: 24 }, (_, i) => labOf(8 + 10 * i, 8 + 10 * i, 8 + 10 * i)),
];

const found = new Map<number, number>();

/**
 * The entry of the 256-colour table that looks most alike. The table has few dark colours and many greys, so that what
 * is nearest by measure makes a night scene grey: here a lost hue weighs
 * more than a wrong lightness.
 */
export function nearestOf256(colour: number): number {
  // Nobody sees the lowest two bits, and without them what was found once serves for long.
  const key = colour & 0xfcfcfc;
  let index = found.get(key);
  if (index === undefined) {
    index = FIRST + nearestEntry(labOf(colour >> 16, (colour >> 8) & 255, colour & 255));
    found.set(key, index);
  }
  return index;
}

/** Darker than this is the night sky: in more than one grey it would have bands. */
const NIGHT_LIGHTNESS = 0.24;
const NIGHT_CHROMA = 0.1;
const NIGHT = 233 - FIRST;

const LIGHTNESS_WEIGHT = 0.35;
const VIVID = 0.5;
const VIVID_GREEN = 32;
const LIGHT_ENOUGH = 0.55;

/** The darker a colour, the more colourful it is made; most of all dark green, because the table's only one is far. */
function vivid({ lightness, a, b }: Lab): Lab {
  const isGreen = a < 0 && b > a;
  const more = isGreen
    ? VIVID_GREEN * Math.max(0, LIGHT_ENOUGH - lightness) ** 2
    : VIVID * Math.max(0, 1 - lightness);
  return { lightness, a: a * (1 + more), b: b * (1 + more) };
}

function nearestEntry(colour: Lab): number {
  const { lightness, a, b } = vivid(colour);
  if (lightness > 0 && lightness < NIGHT_LIGHTNESS && Math.hypot(a, b) < NIGHT_CHROMA) return NIGHT;
  let best = 0;
  let bestDistance = Infinity;
  TABLE.forEach((entry, i) => {
    const distance =
      LIGHTNESS_WEIGHT * (entry.lightness - lightness) ** 2 + (entry.a - a) ** 2 + (entry.b - b) ** 2;
    if (distance < bestDistance) {
      best = i;
      bestDistance = distance;
    }
  });
  return best;
}
