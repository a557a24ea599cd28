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
  PALETTE_NAMES,
  PALETTES,
  type Painter,
  type PaletteName,
  type Strip,
} from '../src/index.ts';
import { LAYOUTS } from './animation-kit.ts';

const FRAMES_PER_SECOND = 60;
/** The driver's own lightness curve, at its default. */
const LINEAR_TABLE = Uint16Array.from(
  { length: CHANNEL_MAX + 1 },
  (_, value) => (value / CHANNEL_MAX) ** 2.2 * CHANNEL_MAX,
);
const STRIPS = new Map(Object.entries(LAYOUTS).map(([layout, hang]) => [layout, hang(60)]));

interface FlashCase {
  readonly palette: PaletteName;
  readonly seed: number;
  readonly layout: string;
  /** A factor on the animation's own speed. */
  readonly speedFactor: number;
  readonly seconds: number;
}

/** Among the seeds are those that once found a flash too many. */
const CASES_FOR_EVERY_PALETTE: readonly Omit<FlashCase, 'palette'>[] = [
  { layout: 'helix', seed: 3, speedFactor: MAX_SPEED_FACTOR, seconds: 12 },
  { layout: 'helix', seed: 77, speedFactor: MAX_SPEED_FACTOR, seconds: 12 },
  { layout: 'helix', seed: 77, speedFactor: 1, seconds: 4 },
  { layout: 'thrown', seed: 5, speedFactor: MAX_SPEED_FACTOR, seconds: 4 },
];

/** What once had a flash too many, and chance does not bring up every time. */
const REGRESSIONS: readonly (readonly [BuiltInId, layout: string, PaletteName, seed: number])[] = [
  ['fireworks', 'helix', 'cool_white', 51],
  ['fireworks', 'zigzag', 'rainbow', 56],
  ['sweeping_plane', 'helix', 'embers', 31],
  ['sweeping_plane', 'from_the_top', 'nordic', 31],
];

/** Every palette; every way to hang in the animation's own; and what was found before. */
function flashCasesOf(id: BuiltInId): FlashCase[] {
  const ownPalette = { palette: ANIMATIONS[id].palette, seed: 3, speedFactor: MAX_SPEED_FACTOR, seconds: 12 };
  return [
    ...PALETTE_NAMES.flatMap((palette) => CASES_FOR_EVERY_PALETTE.map((show) => ({ palette, ...show }))),
    ...[...STRIPS.keys()].map((layout) => ({ ...ownPalette, layout })),
    ...REGRESSIONS.filter(([found]) => found === id).map(([, layout, palette, seed]) => ({
      ...ownPalette,
      layout,
      palette,
      seed,
    })),
  ];
}

/** No area is too small to count here: how much of somebody's view the tree fills depends on where they stand. */
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

describe('no animation flashes more than three times in any second, in any palette, anywhere on the tree', () => {
  for (const id of BUILT_IN_IDS.filter((id) => !ANIMATIONS[id].isStill)) {
    it(id, () => {
      for (const show of flashCasesOf(id)) {
        const { prepare, speed } = ANIMATIONS[id];
        const strip = STRIPS.get(show.layout)!;
        const paint = prepare({ strip, palette: PALETTES[show.palette], seed: show.seed });
        const { general, red } = flashesOf(paint, speed * show.speedFactor, show.seconds, strip);
        const found = JSON.stringify({ ...show, general, red });
        assert.ok(Math.max(general.flashes, red.flashes) <= MAX_FLASHES_PER_SECOND, found);
      }
    });
  }
});
