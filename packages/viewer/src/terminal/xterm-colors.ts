import { bytesToOklab, type Oklab } from '@garland/animations/color-spaces';

const CUBE_LEVELS = [0, 95, 135, 175, 215, 255] as const;
const FIRST_XTERM_INDEX = 16;

/** The entries from 16 on: a 6 × 6 × 6 cube and 24 greys. The first 16 are the user's own. */
const XTERM_COLORS: readonly Oklab[] = [
  ...CUBE_LEVELS.flatMap((r) => CUBE_LEVELS.flatMap((g) => CUBE_LEVELS.map((b) => bytesToOklab(r, g, b)))),
  ...Array.from({ length: 24 }, (_, i) => bytesToOklab(8 + 10 * i, 8 + 10 * i, 8 + 10 * i)),
];

const nearestCache = new Map<number, number>();

/**
 * The entry of the 256-colour table that looks most alike. The table has few dark colours and many greys, so the nearest
 * by distance would turn a night scene grey: here a lost hue weighs more than a wrong lightness.
 */
export function nearestXtermColor(color: number): number {
  // The lowest two bits make no visible difference, and without them the cache stays small.
  const key = color & 0xfcfcfc;
  let index = nearestCache.get(key);
  if (index === undefined) {
    index = FIRST_XTERM_INDEX + nearestEntry(bytesToOklab(color >> 16, (color >> 8) & 255, color & 255));
    nearestCache.set(key, index);
  }
  return index;
}

/** Darker than this is the night sky, which would have bands in more than one grey. */
const MAX_NIGHT_LIGHTNESS = 0.24;
const MAX_NIGHT_CHROMA = 0.1;
const NIGHT_ENTRY = 233 - FIRST_XTERM_INDEX;

const LIGHTNESS_WEIGHT = 0.35;
const SATURATION_BOOST = 0.5;
const GREEN_SATURATION_BOOST = 32;
const GREEN_BOOST_MAX_LIGHTNESS = 0.55;

/** The darker a colour, the more colourful it is made; most of all dark green, as the table's only one is far away. */
function boostSaturation([lightness, a, b]: Oklab): Oklab {
  const isGreen = a < 0 && b > a;
  const boost = isGreen
    ? GREEN_SATURATION_BOOST * Math.max(0, GREEN_BOOST_MAX_LIGHTNESS - lightness) ** 2
    : SATURATION_BOOST * Math.max(0, 1 - lightness);
  return [lightness, a * (1 + boost), b * (1 + boost)];
}

function nearestEntry(color: Oklab): number {
  const [lightness, a, b] = boostSaturation(color);
  if (lightness > 0 && lightness < MAX_NIGHT_LIGHTNESS && Math.hypot(a, b) < MAX_NIGHT_CHROMA)
    return NIGHT_ENTRY;
  let best = 0;
  let bestDistance = Infinity;
  XTERM_COLORS.forEach((entry, i) => {
    const distance =
      LIGHTNESS_WEIGHT * (entry[0] - lightness) ** 2 + (entry[1] - a) ** 2 + (entry[2] - b) ** 2;
    if (distance < bestDistance) {
      best = i;
      bestDistance = distance;
    }
  });
  return best;
}
