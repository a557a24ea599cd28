import type { Palette } from './palette.ts';
export const PALETTE_NAMES = ['warm_white'] as const;
export type PaletteName = (typeof PALETTE_NAMES)[number];
export const PALETTES: { readonly [N in PaletteName]: Palette } = {
  warm_white: { title: 'Warm white', rgb: new Uint16Array(768).fill(40000) },
};
