import { DEFAULT_COLOUR, type Grid } from '../terminal/grid.ts';
import type { Picture } from './picture.ts';

const UPPER_HALF = '▀'.codePointAt(0) ?? 0;
const SPACE = 0x20;

/** Fills the grid's first rows with the picture, two dots above one another in each cell. */
export function drawHalfBlocks({ width, height, rgb }: Picture, grid: Grid): void {
  for (let y = 0; y + 1 < height; y += 2) {
    for (let x = 0; x < width; x++) {
      const upper = colourAt(rgb, y * width + x);
      const lower = colourAt(rgb, (y + 1) * width + x);
      const cell = (y / 2) * grid.columns + x;
      if (upper === lower) grid.set(cell, SPACE, upper, lower);
      else grid.set(cell, UPPER_HALF, upper, lower);
    }
  }
}

const RAMP = [...' .:-=+*oO@'].map((glyph) => glyph.codePointAt(0) ?? SPACE);

/** The same in characters alone: the brighter, the denser. */
export function drawCharacters({ width, height, rgb }: Picture, grid: Grid): void {
  for (let y = 0; y + 1 < height; y += 2) {
    for (let x = 0; x < width; x++) {
      const light = Math.max(brightnessAt(rgb, y * width + x), brightnessAt(rgb, (y + 1) * width + x));
      const step = Math.max(0, Math.round(((light - DARKEST) / (255 - DARKEST)) * (RAMP.length - 1)));
      grid.set((y / 2) * grid.columns + x, RAMP[step] ?? SPACE, DEFAULT_COLOUR, DEFAULT_COLOUR);
    }
  }
}

/** The night sky: what is no brighter stays blank. */
const DARKEST = 38;

function colourAt(rgb: Uint8Array, dot: number): number {
  return ((rgb[dot * 3] ?? 0) << 16) | ((rgb[dot * 3 + 1] ?? 0) << 8) | (rgb[dot * 3 + 2] ?? 0);
}

function brightnessAt(rgb: Uint8Array, dot: number): number {
  return Math.max(rgb[dot * 3] ?? 0, rgb[dot * 3 + 1] ?? 0, rgb[dot * 3 + 2] ?? 0);
}
