import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OutputSettings } from '@garland/led-driver/output/output';
import { type BitTimes, type Chip, SK6812, WS2811_800, WS2812B } from './chips.ts';
import { randomFrames } from './frames.ts';
import { assertClean, assertFrames, assertTimes, dark, shownOn } from './judge.ts';
import { runOn } from './run.ts';
import { machineFor } from './support.ts';

const FRAMES = 500;

/**
 * A bit has three symbols on the addon's wire, so a zero is high for a third of it and a one for two thirds. That is what
 * a WS2812B asks for. The sheets of the others want other shapes, which no three symbols can make; the chips themselves
 * are known to be content.
 */
const BEYOND_THE_SHEET: ReadonlyMap<Chip, readonly (keyof BitTimes)[]> = new Map([
  [WS2812B, []],
  [SK6812, ['oneHigh', 'oneLow']],
  [WS2811_800, ['zeroHigh', 'zeroLow', 'oneHigh', 'oneLow']],
]);

const ORDERS = ['rgb', 'rbg', 'grb', 'gbr', 'brg', 'bgr'] as const;
const PINS = [
  { pin: 18, by: 'PWM' },
  { pin: 21, by: 'PCM' },
] as const;
/** Odd and even, and the least there is: where the words end within a pixel depends on it. */
const LENGTHS = [1, 7, 16, 25];

for (const [chip, beyond] of BEYOND_THE_SHEET) {
  describe(`${FRAMES} random frames reach a strip of ${chip.name}, none lost, none torn, every pixel right:`, () => {
    for (const [i, { pin, by, order }] of PINS.flatMap((p) =>
      ORDERS.map((order) => ({ ...p, order })),
    ).entries()) {
      const pixels = LENGTHS[i % LENGTHS.length]!;
      test(`${order}, ${pixels} pixels, by ${by}`, async (t) => {
        const pi = await machineFor(t);
        const output: OutputSettings = { pixels, gpio: pin, color_order: order, invert: false };
        const { end, stderr } = await runOn(pi, 'play-output', { output, seed: i, frames: FRAMES });
        assert.deepEqual([end, stderr], [0, '']);
        const { record } = pi;
        const shown = shownOn(record, { pin, chip, order });
        assertFrames(shown, [...randomFrames(i, 3, pixels, FRAMES), dark(pixels)]);
        assertTimes(shown, beyond);
        assertClean(record);
      });
    }
  });
}
