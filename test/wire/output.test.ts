import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OutputSettings } from '@garland/led-driver/output/output';
import { type BitTimes, type Chip, SK6812, SK6812W, WS2811_400, WS2811_800, WS2812B } from './chips.ts';
import { randomFrames } from './frames.ts';
import { assertClean, assertFrames, assertTimes, dark, shownOn } from './judge.ts';
import type { MachineOptions } from './machine.ts';
import { runOn } from './run.ts';
import { machineFor } from './support.ts';

const FRAMES = 500;

interface Kind {
  readonly chip: Chip;
  readonly settings: Pick<OutputSettings, 'chip' | 'frequency_khz'>;
  /**
   * A bit has three symbols on the addon's wire, so a zero is high for a third of it and a one for two thirds. That is
   * what a WS2812B asks for. The sheets of the others want other shapes, which three symbols can't make at any speed; the
   * chips themselves are known to be content.
   */
  readonly beyondTheSheet: readonly (keyof BitTimes)[];
}

const KINDS: readonly Kind[] = [
  { chip: WS2812B, settings: { chip: 'ws2812b', frequency_khz: 800 }, beyondTheSheet: [] },
  { chip: SK6812, settings: { chip: 'sk6812', frequency_khz: 800 }, beyondTheSheet: ['oneHigh', 'oneLow'] },
  { chip: SK6812W, settings: { chip: 'sk6812', frequency_khz: 800 }, beyondTheSheet: ['oneHigh', 'oneLow'] },
  {
    chip: WS2811_800,
    settings: { chip: 'ws2811', frequency_khz: 800 },
    beyondTheSheet: ['oneHigh', 'oneLow', 'zeroHigh', 'zeroLow'],
  },
  {
    chip: WS2811_400,
    settings: { chip: 'ws2811', frequency_khz: 400 },
    beyondTheSheet: ['oneHigh', 'oneLow', 'zeroHigh', 'zeroLow'],
  },
];

const ORDERS = ['rgb', 'rbg', 'grb', 'gbr', 'brg', 'bgr'] as const;
const PINS = { 18: 'PWM', 21: 'PCM' } as const;
/** Odd and even, and the least there is: where words end within a pixel, and how long the line rests, depends on it. */
const LENGTHS = [1, 7, 16, 25];

interface Case extends Kind {
  readonly pin: number;
  readonly order: OutputSettings['color_order'];
  readonly pixels: number;
  readonly invert?: boolean;
  readonly options?: MachineOptions;
}

/** Plays random frames on the driver's own output, and reads them back from the wire. */
function reads(title: string, seed: number, { chip, settings, beyondTheSheet, ...wiring }: Case): void {
  const { pin, order, pixels, invert = false, options } = wiring;
  test(title, async (t) => {
    const pi = await machineFor(t, options);
    const output: OutputSettings = { ...settings, pixels, gpio: pin, color_order: order, invert };
    const { end, stderr } = await runOn(pi, 'play-output', { output, seed, frames: FRAMES });
    assert.deepEqual([end, stderr], [0, '']);
    const shown = shownOn(pi.record, { pin, chip, order, invert });
    assertFrames(shown, [...randomFrames(seed, chip.colors, pixels, FRAMES), dark(pixels)]);
    assertTimes(shown, beyondTheSheet);
    assertClean(pi.record);
  });
}

for (const kind of KINDS) {
  const { chip } = kind;
  describe(`${FRAMES} random frames reach a strip of ${chip.name}, none lost, none torn, every pixel right:`, () => {
    let seed = 0;
    for (const [pin, by] of Object.entries(PINS)) {
      for (const rgb of ORDERS) {
        const order = chip.colors === 4 ? (`${rgb}w` as const) : rgb;
        const pixels = LENGTHS[seed % LENGTHS.length]!;
        reads(`${order}, ${pixels} pixels, by ${by}`, seed++, { ...kind, pin: Number(pin), order, pixels });
      }
    }
  });
}

describe('and they do as well', () => {
  const kind = { ...KINDS[0]!, order: 'grb' as const, pixels: 25 };
  reads('by PWM on GPIO 12', 100, { ...kind, pin: 12 });
  reads('by SPI on GPIO 10', 101, { ...kind, pin: 10 });
  reads('through a level shifter that inverts, by PWM', 102, { ...kind, pin: 18, invert: true });
  for (const [soc, revision] of [
    ['bcm2836', 'a01041'],
    ['bcm2837', 'a02082'],
    ['bcm2711', 'b03114'],
  ] as const) {
    const options = { soc, revision };
    reads(`on a ${soc}, by PWM`, 103, { ...kind, pin: 18, options });
    reads(`on a ${soc}, by PCM`, 104, { ...kind, pin: 21, options });
    reads(`on a ${soc}, 400 kHz`, 105, { ...kind, ...KINDS[4]!, pin: 18, options });
  }
});
