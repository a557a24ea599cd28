import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FlashAnalyser, type FlashReport } from '../src/flash/analyser.ts';
import { FLASHES_A_SECOND } from '../src/flash/thresholds.ts';
import {
  ANIMATIONS,
  BUILT_IN_IDS,
  type BuiltInId,
  createFrame,
  FASTEST,
  FULL,
  PALETTE_NAMES,
  PALETTES,
  type Painter,
  type PaletteName,
  type Strip,
} from '../src/index.ts';
import { HANGINGS } from './stages.ts';

const FRAMES_A_SECOND = 60;
/** The driver's own lightness curve, at its default. */
const LINEAR = Uint16Array.from({ length: FULL + 1 }, (_, value) => (value / FULL) ** 2.2 * FULL);
const STRIPS = new Map(Object.entries(HANGINGS).map(([hanging, hang]) => [hanging, hang(60)]));

interface Show {
  readonly palette: PaletteName;
  readonly seed: number;
  readonly hanging: string;
  /** A factor on the animation's own speed. */
  readonly factor: number;
  readonly seconds: number;
}

/** Among the seeds are those that once found a flash too many. */
const IN_EVERY_PALETTE: readonly Omit<Show, 'palette'>[] = [
  { hanging: 'helix', seed: 3, factor: FASTEST, seconds: 12 },
  { hanging: 'helix', seed: 77, factor: FASTEST, seconds: 12 },
  { hanging: 'helix', seed: 77, factor: 1, seconds: 4 },
  { hanging: 'thrown', seed: 5, factor: FASTEST, seconds: 4 },
];

/** What once had a flash too many, and chance does not bring up every time. */
const ONCE_FOUND: readonly (readonly [BuiltInId, hanging: string, PaletteName, seed: number])[] = [
  ['fireworks', 'helix', 'cool_white', 51],
  ['fireworks', 'zigzag', 'rainbow', 56],
  ['sweeping_plane', 'helix', 'embers', 31],
  ['sweeping_plane', 'from_the_top', 'nordic', 31],
];

/** Every palette; every way to hang in the animation's own; and what was found before. */
function showsOf(id: BuiltInId): Show[] {
  const ownPalette = { palette: ANIMATIONS[id].palette, seed: 3, factor: FASTEST, seconds: 12 };
  return [
    ...PALETTE_NAMES.flatMap((palette) => IN_EVERY_PALETTE.map((show) => ({ palette, ...show }))),
    ...[...STRIPS.keys()].map((hanging) => ({ ...ownPalette, hanging })),
    ...ONCE_FOUND.filter(([found]) => found === id).map(([, hanging, palette, seed]) => ({
      ...ownPalette,
      hanging,
      palette,
      seed,
    })),
  ];
}

/** No area is too small to count here: how much of somebody's view the tree fills depends on where they stand. */
function flashesOf(paint: Painter, speed: number, seconds: number, strip: Strip): FlashReport {
  const analyser = new FlashAnalyser(strip, { area: 0 });
  const frame = createFrame(strip.count);
  for (let n = 0; n < seconds * FRAMES_A_SECOND; n++) {
    paint((n / FRAMES_A_SECOND) * speed, frame);
    for (let i = 0; i < frame.length; i++) frame[i] = LINEAR[frame[i]!]!;
    analyser.see((n * 1000) / FRAMES_A_SECOND, frame);
  }
  return analyser.report;
}

describe('no animation flashes more than three times in any second, in any palette, anywhere on the tree', () => {
  for (const id of BUILT_IN_IDS.filter((id) => !ANIMATIONS[id].still)) {
    it(id, () => {
      for (const show of showsOf(id)) {
        const { prepare, speed } = ANIMATIONS[id];
        const strip = STRIPS.get(show.hanging)!;
        const paint = prepare({ strip, palette: PALETTES[show.palette], seed: show.seed });
        const { general, red } = flashesOf(paint, speed * show.factor, show.seconds, strip);
        const found = JSON.stringify({ ...show, general, red });
        assert.ok(Math.max(general.flashes, red.flashes) <= FLASHES_A_SECOND, found);
      }
    });
  }
});
