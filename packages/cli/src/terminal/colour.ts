import type { ColourDepth } from './capabilities.ts';
import { DEFAULT_COLOUR } from './grid.ts';

type Encoder = (colour: number, ground: 'front' | 'back') => string;

const BASE = { front: 38, back: 48 } as const;
const PLAIN = { front: '39', back: '49' } as const;

/** The parameters of the escape sequence that selects a colour. */
export const COLOUR_ENCODERS: { readonly [D in ColourDepth]: Encoder } = {
  truecolour: (colour, ground) =>
    colour === DEFAULT_COLOUR
      ? PLAIN[ground]
      : `${BASE[ground]};2;${colour >> 16};${(colour >> 8) & 255};${colour & 255}`,
  256: (colour, ground) =>
    colour === DEFAULT_COLOUR ? PLAIN[ground] : `${BASE[ground]};5;${nearestOf256(colour)}`,
  none: () => '',
};

const CUBE_LEVELS = [0, 95, 135, 175, 215, 255];
const CUBE_START = 16;
const GREY_START = 232;

/** The entry of the 256-colour table that looks most alike: one of its 6 × 6 × 6 cube or of its 24 greys. */
export function nearestOf256(colour: number): number {
  const wanted = [colour >> 16, (colour >> 8) & 255, colour & 255];
  const steps = wanted.map(nearestLevel);
  const cube = steps.map((step) => CUBE_LEVELS[step] ?? 0);
  const greyStep = Math.min(23, Math.max(0, Math.round((sum(wanted) / 3 - 8) / 10)));
  const grey = 8 + 10 * greyStep;
  const [r = 0, g = 0, b = 0] = steps;
  return distance(wanted, [grey, grey, grey]) < distance(wanted, cube)
    ? GREY_START + greyStep
    : CUBE_START + 36 * r + 6 * g + b;
}

function nearestLevel(value: number): number {
  return value < 48 ? 0 : value < 115 ? 1 : Math.min(5, Math.floor((value - 35) / 40));
}

function distance(a: readonly number[], b: readonly number[]): number {
  return sum(a.map((value, i) => (value - (b[i] ?? 0)) ** 2));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
