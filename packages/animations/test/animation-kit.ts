import fc from 'fast-check';
import type { Painter } from '../src/animation.ts';
import { ANIMATIONS, BUILT_IN_IDS, type BuiltInId } from '../src/built-in-animations.ts';
import { PALETTE_NAMES, PALETTES, type PaletteName } from '../src/color/named-palettes.ts';
import { createFrame, type Frame } from '../src/frame.ts';
import { helixStrip, zigzagStrip } from '../src/geometry/cone-layouts.ts';
import { measuredStrip } from '../src/geometry/measured-strip.ts';
import type { Strip } from '../src/geometry/strip-geometry.ts';
import { irregularTree, realTree } from './points-kit.ts';

const YEAR_S: number = 366 * 24 * 3600;

/** The ways in which a string may hang. A real tree is among them where its file is there. */
export const LAYOUTS: Readonly<Record<string, (pixels: number) => Strip>> = {
  helix: (pixels) => helixStrip({ pixels }),
  from_the_top: (pixels) => helixStrip({ pixels, start: 'top', clockwise: true }),
  zigzag: (pixels) => zigzagStrip({ pixels }),
  thrown: (pixels) => measuredStrip(irregularTree(pixels)).strip,
  ...(realTree.length > 0 && { real: (pixels: number) => measuredStrip(sampleRealTree(pixels)).strip }),
};

/** So many pixels of the real tree, all over it. */
function sampleRealTree(pixels: number): typeof realTree {
  return Array.from({ length: pixels }, (_, i) => realTree[Math.floor((i * realTree.length) / pixels)]!);
}

/** All that decides what a painter paints, short of the time. */
export interface PaintCase {
  readonly id: BuiltInId;
  readonly palette: PaletteName;
  readonly pixels: number;
  readonly seed: number;
  /** One of `HANGINGS`; a helix unless said otherwise. */
  readonly layout?: string;
}

export function createPainter({ id, palette, pixels, seed, layout = 'helix' }: PaintCase): Painter {
  return ANIMATIONS[id].prepare({ strip: LAYOUTS[layout]!(pixels), palette: PALETTES[palette], seed });
}

export function paint(painter: Painter, timeS: number, pixels: number): Frame {
  const frame = createFrame(pixels);
  painter(timeS, frame);
  return frame;
}

export const arbitraryPaintCases: fc.Arbitrary<PaintCase> = fc.record({
  id: fc.constantFrom(...BUILT_IN_IDS),
  palette: fc.constantFrom(...PALETTE_NAMES),
  pixels: fc.oneof(fc.constantFrom(1, 2, 3, 1000), fc.integer({ min: 1, max: 1000 })),
  seed: fc.oneof(fc.constantFrom(0, -1, 2 ** 32 - 1), fc.integer()),
  hanging: fc.constantFrom(...Object.keys(LAYOUTS)),
});

/** Moments from the very first to a year on, early ones more often. */
export const arbitraryTimes: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(0, 1e-9, YEAR_S),
  fc.double({ min: 0, max: 100, noNaN: true }),
  fc.double({ min: 0, max: YEAR_S, noNaN: true }),
);

/** Each animation with each palette, for tests that leave nothing to chance. */
export const ANIMATION_PALETTE_PAIRS: readonly (readonly [BuiltInId, PaletteName])[] = BUILT_IN_IDS.flatMap(
  (id) => PALETTE_NAMES.map((palette) => [id, palette] as const),
);
