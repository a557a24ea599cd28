import { type OklabColor, toOklab } from '../core/oklab.ts';
import { DEFAULT_COLOR } from './cell-grid.ts';
import type { ColorDepth } from './terminal-capabilities.ts';

type SgrEncoder = (color: number, layer: 'front' | 'back') => string;

const SGR_BASE = { front: 38, back: 48 } as const;
const SGR_DEFAULT_COLOR = { front: '39', back: '49' } as const;

/** The parameters of the escape sequence that selects a colour. */
export const SGR_COLOR_ENCODERS: { readonly [D in ColorDepth]: SgrEncoder } = {
  truecolour: (colour, ground) =>
    colour === DEFAULT_COLOR
      ? SGR_DEFAULT_COLOR[ground]
      : `${SGR_BASE[ground]};2;${colour >> 16};${(colour >> 8) & 255};${colour & 255}`,
  256: (colour, ground) =>
    colour === DEFAULT_COLOR
      ? SGR_DEFAULT_COLOR[ground]
      : `${SGR_BASE[ground]};5;${nearestXtermColor(colour)}`,
  none: () => '',
};

const CUBE_LEVELS = [0, 95, 135, 175, 215, 255] as const;
const FIRST_XTERM_INDEX = 16;

/** The entries from 16 on: a 6 × 6 × 6 cube and 24 greys. Those before are what the user made of them. */
const XTERM_COLORS: readonly OklabColor[] = [
  ...CUBE_LEVELS.flatMap((r) => CUBE_LEVELS.flatMap((g) => CUBE_LEVELS.map((b) => toOklab(r, g, b)))),
  ...Array.from({ length: 24 }, (_, i) => toOklab(8 + 10 * i, 8 + 10 * i, 8 + 10 * i)),
];

const nearestCache = new Map<number, number>();

/**
 * The entry of the 256-colour table that looks most alike. The table has few dark colours and many greys, so that what
 * is nearest by measure makes a night scene grey: here a lost hue weighs
 * more than a wrong lightness.
 */
export function nearestXtermColor(color: number): number {
  // Nobody sees the lowest two bits, and without them what was found once serves for long.
  const key = color & 0xfcfcfc;
  let index = nearestCache.get(key);
  if (index === undefined) {
    index = FIRST_XTERM_INDEX + nearestEntry(toOklab(color >> 16, (color >> 8) & 255, color & 255));
    nearestCache.set(key, index);
  }
  return index;
}

/** Darker than this is the night sky: in more than one grey it would have bands. */
const MAX_NIGHT_LIGHTNESS = 0.24;
const MAX_NIGHT_CHROMA = 0.1;
const NIGHT_ENTRY = 233 - FIRST_XTERM_INDEX;

const LIGHTNESS_WEIGHT = 0.35;
const SATURATION_BOOST = 0.5;
const GREEN_SATURATION_BOOST = 32;
const GREEN_BOOST_MAX_LIGHTNESS = 0.55;

/** The darker a colour, the more colourful it is made; most of all dark green, because the table's only one is far. */
function boostSaturation({ lightness, a, b }: OklabColor): OklabColor {
  const isGreen = a < 0 && b > a;
  const boost = isGreen
    ? GREEN_SATURATION_BOOST * Math.max(0, GREEN_BOOST_MAX_LIGHTNESS - lightness) ** 2
    : SATURATION_BOOST * Math.max(0, 1 - lightness);
  return { lightness, a: a * (1 + boost), b: b * (1 + boost) };
}

function nearestEntry(color: OklabColor): number {
  const { lightness, a, b } = boostSaturation(color);
  if (lightness > 0 && lightness < MAX_NIGHT_LIGHTNESS && Math.hypot(a, b) < MAX_NIGHT_CHROMA)
    return NIGHT_ENTRY;
  let best = 0;
  let bestDistance = Infinity;
  XTERM_COLORS.forEach((entry, i) => {
    const distance =
      LIGHTNESS_WEIGHT * (entry.lightness - lightness) ** 2 + (entry.a - a) ** 2 + (entry.b - b) ** 2;
    if (distance < bestDistance) {
      best = i;
      bestDistance = distance;
    }
  });
  return best;
}
