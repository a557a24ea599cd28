import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FlashAnalyser, type FlashReport } from '../src/flash/flash-analyser.ts';
import { MAX_FLASHES_PER_SECOND } from '../src/flash/wcag-thresholds.ts';
import {
  ANIMATIONS,
  BUILT_IN_IDS,
  type BuiltInId,
  CHANNEL_MAX,
  createFrame,
  MAX_SPEED_FACTOR,
  PALETTES,
  type Painter,
  type PaletteName,
  type Strip,
} from '../src/index.ts';
import { LAYOUTS, stripOn } from './animation-kit.ts';

const FRAMES_PER_SECOND = 60;
/** The driver's own lightness curve, at its default. */
const LINEAR_TABLE = Uint16Array.from(
  { length: CHANNEL_MAX + 1 },
  (_, value) => (value / CHANNEL_MAX) ** 2.2 * CHANNEL_MAX,
);
const PIXELS = 60;

export interface FlashCase {
  readonly palette: PaletteName;
  readonly seed: number;
  readonly layout: string;
  /** A factor on the animation's own speed. */
  readonly speedFactor: number;
  readonly seconds: number;
}

/** Cases that once flashed too often. */
const REGRESSIONS: readonly (readonly [BuiltInId, layout: string, PaletteName, seed: number])[] = [
  ['fireworks', 'helix', 'cool_white', 51],
  ['fireworks', 'zigzag', 'rainbow', 56],
  ['sweeping_plane', 'helix', 'embers', 31],
  ['sweeping_plane', 'from_the_top', 'nordic', 31],
];

/** An animation's own palette on every layout, and its regressions. */
export function ownFlashCases(id: BuiltInId): FlashCase[] {
  const own = { palette: ANIMATIONS[id].palette, seed: 3, speedFactor: MAX_SPEED_FACTOR, seconds: 12 };
  return [
    ...LAYOUTS.map((layout) => ({ ...own, layout })),
    ...REGRESSIONS.filter(([found]) => found === id).map(([, layout, palette, seed]) => ({
      ...own,
      layout,
      palette,
      seed,
    })),
  ];
}

/** Counts flashes of any area: how much of the view the tree fills depends on where one stands. */
function flashesOf(paint: Painter, speed: number, seconds: number, strip: Strip): FlashReport {
  const analyser = new FlashAnalyser(strip, { area: 0 });
  const frame = createFrame(strip.count);
  for (let n = 0; n < seconds * FRAMES_PER_SECOND; n++) {
    paint((n / FRAMES_PER_SECOND) * speed, frame);
    for (let i = 0; i < frame.length; i++) frame[i] = LINEAR_TABLE[frame[i]!]!;
    analyser.update((n * 1000) / FRAMES_PER_SECOND, frame);
  }
  return analyser.report;
}

export function testFlashes(casesOf: (id: BuiltInId) => readonly FlashCase[]): void {
  describe('no animation flashes more than three times in any second, anywhere on the tree', () => {
    for (const id of BUILT_IN_IDS.filter((id) => !ANIMATIONS[id].isStill)) {
      it(id, () => {
        const { prepare, speed } = ANIMATIONS[id];
        for (const flashCase of casesOf(id)) {
          const { layout, palette, seed, speedFactor, seconds } = flashCase;
          const strip = stripOn(layout, PIXELS);
          const paint = prepare({ strip, palette: PALETTES[palette], seed });
          const { general, red } = flashesOf(paint, speed * speedFactor, seconds, strip);
          const found = JSON.stringify({ ...flashCase, general, red });
          assert.ok(Math.max(general.flashes, red.flashes) <= MAX_FLASHES_PER_SECOND, found);
        }
      });
    }
  });
}
