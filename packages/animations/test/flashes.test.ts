import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FlashAnalyser, type FlashReport } from '../src/flash/analyser.ts';
import { FLASHES_A_SECOND } from '../src/flash/thresholds.ts';
import {
  ANIMATIONS,
  BUILT_IN_IDS,
  createFrame,
  FASTEST,
  FULL,
  helixStrip,
  PALETTE_NAMES,
  PALETTES,
  type Painter,
  type Strip,
  stripFromPoints,
} from '../src/index.ts';

const FRAMES_A_SECOND = 60;
/** The driver's own lightness curve, at its default. */
const LINEAR = Uint16Array.from({ length: FULL + 1 }, (_, value) => (value / FULL) ** 2.2 * FULL);

/** A tree whose lights hang anywhere, on it and in it, in no order. */
function tangle(pixels: number): Strip {
  const golden = (Math.sqrt(5) - 1) / 2;
  return stripFromPoints(
    Array.from({ length: pixels }, (_, i) => {
      const down = Math.sqrt(((i * 7) % pixels) / pixels + 0.01);
      const [turn, out] = [2 * Math.PI * i * golden, down * Math.sqrt((i * golden * 3) % 1)];
      return { x: out * Math.cos(turn), y: out * Math.sin(turn), z: 2.6 * (1 - down) };
    }),
  );
}

interface Show {
  readonly strip: Strip;
  readonly seed: number;
  /** For how long, by speed as a factor on the animation's own. */
  readonly secondsAt: ReadonlyMap<number, number>;
}

const HELIX = helixStrip({ pixels: 60 });
/** Among the seeds are those that once found a flash too many. */
const SHOWS: readonly Show[] = [
  { strip: HELIX, seed: 3, secondsAt: new Map([[FASTEST, 12]]) },
  {
    strip: HELIX,
    seed: 77,
    secondsAt: new Map([
      [FASTEST, 12],
      [1, 4],
    ]),
  },
  { strip: tangle(70), seed: 5, secondsAt: new Map([[FASTEST, 4]]) },
];

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
      const { prepare, speed } = ANIMATIONS[id];
      for (const palette of PALETTE_NAMES) {
        for (const { strip, seed, secondsAt } of SHOWS) {
          const paint = prepare({ strip, palette: PALETTES[palette], seed });
          for (const [factor, seconds] of secondsAt) {
            const { general, red } = flashesOf(paint, speed * factor, seconds, strip);
            const found = JSON.stringify({ palette, seed, factor, general, red });
            assert.ok(Math.max(general.flashes, red.flashes) <= FLASHES_A_SECOND, found);
          }
        }
      }
    });
  }
});
