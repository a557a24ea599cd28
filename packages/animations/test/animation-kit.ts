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

/** The ways in which a string can hang. A real tree is among them where its file is present. */
const LAYOUT_BUILDERS: Readonly<Record<string, (pixels: number) => Strip>> = {
  helix: (pixels) => helixStrip({ pixels }),
  from_the_top: (pixels) => helixStrip({ pixels, start: 'top', clockwise: true }),
  zigzag: (pixels) => zigzagStrip({ pixels }),
  thrown: (pixels) => measuredStrip(irregularTree(pixels)).strip,
  ...(realTree.length > 0 && { real: (pixels: number) => measuredStrip(sampleRealTree(pixels)).strip }),
};

export const LAYOUTS: readonly string[] = Object.keys(LAYOUT_BUILDERS);

/** Pixels from all over the real tree. */
function sampleRealTree(pixels: number): typeof realTree {
  return Array.from({ length: pixels }, (_, i) => realTree[Math.floor((i * realTree.length) / pixels)]!);
}

const strips = new Map<string, Strip>();

/** Built once: making a strip takes longer than painting it. */
export function stripOn(layout: string, pixels: number): Strip {
  const key = `${layout} ${pixels}`;
  const strip = strips.get(key) ?? LAYOUT_BUILDERS[layout]!(pixels);
  strips.set(key, strip);
  return strip;
}

/** Everything that decides what a painter paints, except the time. */
export interface PaintCase {
  readonly id: BuiltInId;
  readonly palette: PaletteName;
  readonly pixels: number;
  readonly seed: number;
  /** One of `LAYOUTS`; a helix by default. */
  readonly layout?: string;
}

export function createPainter({ id, palette, pixels, seed, layout = 'helix' }: PaintCase): Painter {
  return ANIMATIONS[id].prepare({ strip: stripOn(layout, pixels), palette: PALETTES[palette], seed });
}

export function paint(painter: Painter, timeS: number, pixels: number): Frame {
  const frame = createFrame(pixels);
  painter(timeS, frame);
  return frame;
}

/** Paints into 64-bit numbers, which show a value that is missing or that 16 bits would wrap. */
export function invalidValueOf(painter: Painter, timeS: number, pixels: number): number | undefined {
  const probe = new Float64Array(pixels * 3).fill(Number.NaN);
  painter(timeS, probe as unknown as Frame);
  return probe.find((value) => !(value >= 0 && value < 0x10000));
}

/** The largest difference between two frames. */
export function distance(one: Frame, other: Frame): number {
  let most = 0;
  for (let i = 0; i < one.length; i++) most = Math.max(most, Math.abs(one[i]! - other[i]!));
  return most;
}

export const arbitraryPaintCases: fc.Arbitrary<Required<PaintCase>> = fc.record({
  id: fc.constantFrom(...BUILT_IN_IDS),
  palette: fc.constantFrom(...PALETTE_NAMES),
  pixels: fc.constantFrom(1, 2, 3, 4, 5, 7, 10, 16, 23, 50, 64, 99, 150, 211, 333, 500, 750, 1000),
  seed: fc.oneof(fc.constantFrom(0, -1, 2 ** 32 - 1), fc.integer()),
  layout: fc.constantFrom(...LAYOUTS),
});

/** From the first moment to a year later, early ones more often. */
export const arbitraryTimes: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(0, 1e-9, YEAR_S),
  fc.double({ min: 0, max: 100, noNaN: true }),
  fc.double({ min: 0, max: YEAR_S, noNaN: true }),
);

/** Each animation with each palette, for tests that leave nothing to chance. */
export const ANIMATION_PALETTE_PAIRS: readonly (readonly [BuiltInId, PaletteName])[] = BUILT_IN_IDS.flatMap(
  (id) => PALETTE_NAMES.map((palette) => [id, palette] as const),
);
