import { bytesToOklab, type Oklab } from '@garland/animations/color-spaces';

const CUBE_LEVELS = [0, 95, 135, 175, 215, 255] as const;
const FIRST_XTERM_INDEX = 16;

interface XtermColor {
  readonly rgb: number;
  readonly oklab: Oklab;
}

/** The entries from 16 on: a 6 × 6 × 6 cube and 24 greys. The first 16 are the user's own. */
const XTERM_COLORS: readonly XtermColor[] = [
  ...CUBE_LEVELS.flatMap((r) => CUBE_LEVELS.flatMap((g) => CUBE_LEVELS.map((b) => xtermColor(r, g, b)))),
  ...Array.from({ length: 24 }, (_, i) => xtermColor(8 + 10 * i, 8 + 10 * i, 8 + 10 * i)),
];
const GREYS: readonly XtermColor[] = XTERM_COLORS.filter(({ rgb }) => rgb % 0x010101 === 0);
const NIGHT = xtermColor(18, 18, 18);

const XTERM_INDEXES: ReadonlyMap<number, number> = new Map(
  // The cube has greys, too, and comes first: of equal entries the last counts, so it is put in last.
  XTERM_COLORS.map(({ rgb }, i): [number, number] => [rgb, FIRST_XTERM_INDEX + i]).reverse(),
);

function xtermColor(r: number, g: number, b: number): XtermColor {
  return { rgb: (r << 16) | (g << 8) | b, oklab: bytesToOklab(r, g, b) };
}

/** The number of an entry of the table, or of the one most like this colour. */
export function xtermIndex(rgb: number): number {
  const color = XTERM_INDEXES.has(rgb) ? rgb : nearest(XTERM_COLORS, boostSaturation(toOklab(rgb))).rgb;
  return XTERM_INDEXES.get(color) ?? FIRST_XTERM_INDEX;
}

function toOklab(rgb: number): Oklab {
  return bytesToOklab(rgb >> 16, (rgb >> 8) & 255, rgb & 255);
}

/** Where a dot of the pattern changes to the next lighter colour of its mixture (Bayer's matrix). */
const THRESHOLDS: readonly number[] = [0, 4, 1, 5, 6, 2, 7, 3, 1, 5, 0, 4, 7, 3, 6, 2];
const PATTERN_WIDTH = 4;
const MIXTURE_SIZE = 8;

const mixtures = new Map<number, Int32Array>();

/**
 * The entry of the 256-colour table for a dot. The table has few dark colours and many greys: the nearest one would turn a
 * night scene grey, olive and teal. So neighbouring dots get different entries, which together have the colour's hue.
 */
export function xtermColorAt(color: number, x: number, y: number): number {
  // The lowest bits make no visible difference, and without them few mixtures have to be computed.
  const key = color & 0xfcfcfc;
  let mixture = mixtures.get(key);
  if (mixture === undefined) {
    mixture = mix(toOklab(key));
    mixtures.set(key, mixture);
  }
  return mixture[THRESHOLDS[(y % PATTERN_WIDTH) * PATTERN_WIDTH + (x % PATTERN_WIDTH)]!]!;
}

/** Darker and greyer than this is the night sky, which would have bands in more than one grey. */
const MAX_NIGHT_LIGHTNESS = 0.24;
const MAX_GREY_CHROMA = 0.03;
/** A single entry as similar as this needs no pattern. */
const MAX_CHROMA_ERROR = 0.33;
const MAX_LIGHTNESS_ERROR = 0.1;

/** Entries whose mean looks like the colour, the darkest first. */
function mix(color: Oklab): Int32Array {
  const [lightness, a, b] = color;
  if (Math.hypot(a, b) < MAX_GREY_CHROMA) {
    const isNight = lightness > 0 && lightness < MAX_NIGHT_LIGHTNESS;
    return new Int32Array(MIXTURE_SIZE).fill((isNight ? NIGHT : nearest(GREYS, color)).rgb);
  }
  const target = boostSaturation(color);
  const candidates = findCandidates(target);
  const [single] = candidates;
  if (single && isSimilar(single.entry.oklab, target))
    return new Int32Array(MIXTURE_SIZE).fill(single.entry.rgb);
  return Int32Array.from(diffuse(target, candidates), ({ rgb }) => rgb);
}

/** The darker a colour, the more colourful it is made: between dark dots, a hue is hard to see. */
function boostSaturation([lightness, a, b]: Oklab): Oklab {
  const factor = 1 + Math.max(0, 0.7 - lightness);
  return [lightness, a * factor, b * factor];
}

/** How many of the nearest entries a mixture is made of. */
const CANDIDATES = 40;
/** How much an entry unlike the colour counts against the better mean. */
const CONTRAST_PENALTY = 0.15;

interface Candidate {
  readonly entry: XtermColor;
  /** To the colour. */
  readonly contrast: number;
}

function findCandidates(target: Oklab): readonly Candidate[] {
  return XTERM_COLORS.map((entry) => ({ entry, contrast: difference(entry.oklab, target) }))
    .sort((one, other) => one.contrast - other.contrast)
    .slice(0, CANDIDATES);
}

/** Each entry makes up for the error of those before it (Knoll's pattern dithering). */
function diffuse(target: Oklab, candidates: readonly Candidate[]): XtermColor[] {
  let wanted = target;
  const chosen: XtermColor[] = [];
  while (chosen.length < MIXTURE_SIZE) {
    const entry = minimum(
      candidates,
      (candidate) => difference(candidate.entry.oklab, wanted) + CONTRAST_PENALTY * candidate.contrast,
    ).entry;
    chosen.push(entry);
    wanted = [0, 1, 2].map((i) => wanted[i]! + target[i]! - entry.oklab[i]!) as unknown as Oklab;
  }
  return chosen.sort((one, other) => one.oklab[0] - other.oklab[0]);
}

/** A lost hue weighs more than a wrong lightness. */
const LIGHTNESS_WEIGHT = 0.35;

function difference(one: Oklab, other: Oklab): number {
  return LIGHTNESS_WEIGHT * (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 + (one[2] - other[2]) ** 2;
}

function isSimilar(one: Oklab, target: Oklab): boolean {
  const chromaError = Math.hypot(one[1] - target[1], one[2] - target[2]);
  return (
    chromaError < MAX_CHROMA_ERROR * Math.hypot(target[1], target[2]) &&
    Math.abs(one[0] - target[0]) < MAX_LIGHTNESS_ERROR
  );
}

function nearest(entries: readonly XtermColor[], target: Oklab): XtermColor {
  return minimum(entries, ({ oklab }) => difference(oklab, target));
}

function minimum<T>(items: readonly T[], measure: (item: T) => number): T {
  let best = items[0] as T;
  let least = Infinity;
  for (const item of items) {
    const value = measure(item);
    if (value >= least) continue;
    best = item;
    least = value;
  }
  return best;
}
