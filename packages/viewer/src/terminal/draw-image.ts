import type { RgbImage } from '../core/tree-renderer.ts';
import { type CellGrid, DEFAULT_COLOR } from './cell-grid.ts';

const UPPER_HALF = '▀'.codePointAt(0) ?? 0;
const SPACE = 0x20;

/** The colour that the terminal can show for a dot. */
export type DotColor = (color: number, x: number, y: number) => number;

/** Fills the grid's first rows with the image, two dots above one another in each cell. */
export function drawHalfBlocks(
  { width, height, rgb }: RgbImage,
  grid: CellGrid,
  dotColor: DotColor = (color) => color,
): void {
  for (let y = 0; y + 1 < height; y += 2) {
    for (let x = 0; x < width; x++) {
      const upper = dotColor(colorAt(rgb, y * width + x), x, y);
      const lower = dotColor(colorAt(rgb, (y + 1) * width + x), x, y + 1);
      const cell = (y / 2) * grid.columns + x;
      if (upper === lower) grid.setCell(cell, SPACE, upper, lower);
      else grid.setCell(cell, UPPER_HALF, upper, lower);
    }
  }
}

/** Anything up to the night sky's brightness stays blank. */
const NIGHT_SKY_BRIGHTNESS = 38;

const ASCII_RAMP = [...' .:-=+*oO@'].map((glyph) => glyph.codePointAt(0) ?? SPACE);

/** The same with characters only: the brighter, the denser. */
export function drawAscii({ width, height, rgb }: RgbImage, grid: CellGrid): void {
  for (let y = 0; y + 1 < height; y += 2) {
    for (let x = 0; x < width; x++) {
      const light = Math.max(brightnessAt(rgb, y * width + x), brightnessAt(rgb, (y + 1) * width + x));
      const step = Math.max(
        0,
        Math.round(((light - NIGHT_SKY_BRIGHTNESS) / (255 - NIGHT_SKY_BRIGHTNESS)) * (ASCII_RAMP.length - 1)),
      );
      grid.setCell((y / 2) * grid.columns + x, ASCII_RAMP[step] ?? SPACE, DEFAULT_COLOR, DEFAULT_COLOR);
    }
  }
}

function colorAt(rgb: Uint8Array, dot: number): number {
  return (rgb[dot * 3]! << 16) | (rgb[dot * 3 + 1]! << 8) | rgb[dot * 3 + 2]!;
}

function brightnessAt(rgb: Uint8Array, dot: number): number {
  return Math.max(rgb[dot * 3]!, rgb[dot * 3 + 1]!, rgb[dot * 3 + 2]!);
}
