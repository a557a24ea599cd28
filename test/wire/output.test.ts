import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OutputSettings } from '@garland/led-driver/output/output';
import {
  type BitTimes,
  type LedChip,
  SK6812,
  SK6812W,
  WS2811_400,
  WS2811_800,
  WS2812B,
  WS2815,
} from './chips.ts';
import {
  assertBitTimes,
  assertFrames,
  assertHardwareReleased,
  darkFrame,
  framesOn,
} from './frame-assertions.ts';
import type { ModelPiOptions } from './model-pi.ts';
import { randomFrames } from './random-frames.ts';
import { runProgramOn } from './run-on-model.ts';
import { startModelPi } from './start-model-pi.ts';

const FRAMES = 500;
/** The longest that a data sheet asks for; the addon keeps it at 800 kHz. */
const RESET_NS = 300_000;

interface StripKind {
  readonly chip: LedChip;
  readonly settings: Pick<OutputSettings, 'chip' | 'frequency_khz'>;
  /**
   * A bit has three symbols on the addon's wire, so a zero is high for a third of it and a one for two thirds. That is
   * what the first data sheet of the WS2812B asks for. The others want other shapes, which three symbols can't make at
   * any speed; the chips themselves are known to be content.
   */
  readonly toleratedViolations: readonly (keyof BitTimes)[];
}

const STRIP_KINDS: readonly StripKind[] = [
  { chip: WS2812B, settings: { chip: 'ws2812b', frequency_khz: 800 }, toleratedViolations: [] },
  {
    chip: SK6812,
    settings: { chip: 'sk6812', frequency_khz: 800 },
    toleratedViolations: ['oneHigh', 'oneLow'],
  },
  {
    chip: SK6812W,
    settings: { chip: 'sk6812', frequency_khz: 800 },
    toleratedViolations: ['oneHigh', 'oneLow'],
  },
  {
    chip: WS2811_800,
    settings: { chip: 'ws2811', frequency_khz: 800 },
    toleratedViolations: ['oneHigh', 'oneLow', 'zeroHigh', 'zeroLow'],
  },
  {
    chip: WS2811_400,
    settings: { chip: 'ws2811', frequency_khz: 400 },
    toleratedViolations: ['oneHigh', 'oneLow', 'zeroHigh', 'zeroLow'],
  },
  { chip: WS2815, settings: { chip: 'ws2815', frequency_khz: 800 }, toleratedViolations: ['zeroHigh'] },
];

const ORDERS = ['rgb', 'rbg', 'grb', 'gbr', 'brg', 'bgr'] as const;
const PINS = { 18: 'PWM', 21: 'PCM' } as const;
/** Odd and even, and the least there is: where words end within a pixel, and how long the line rests, depends on it. */
const LENGTHS = [1, 7, 16, 25];

interface WiringCase extends StripKind {
  readonly pin: number;
  readonly order: OutputSettings['color_order'];
  readonly pixels: number;
  readonly invert?: boolean;
  readonly options?: ModelPiOptions;
}

/** Plays random frames on the driver's own output, and reads them back from the wire. */
function testReadBack(
  title: string,
  seed: number,
  { chip, settings, toleratedViolations, ...wiring }: WiringCase,
): void {
  const { pin, order, pixels, invert = false, options } = wiring;
  test(title, async (t) => {
    const pi = await startModelPi(t, options);
    const output: OutputSettings = { ...settings, pixels, gpio: pin, color_order: order, invert };
    const { exitStatus: end, stderr } = await runProgramOn(pi, 'play-output', {
      output,
      seed,
      frames: FRAMES,
    });
    assert.deepEqual([end, stderr], [0, '']);
    const shown = framesOn(pi.record, { pin, chip, order, invert });
    assertFrames(shown, [...randomFrames(seed, chip.colors, pixels, FRAMES), darkFrame(pixels)]);
    assertBitTimes(shown, toleratedViolations);
    if (settings.frequency_khz === 800) assert.ok(shown.decoded.shortestResetNs >= RESET_NS);
    assertHardwareReleased(pi.record);
  });
}

for (const kind of STRIP_KINDS) {
  const { chip } = kind;
  describe(`${FRAMES} random frames reach a strip of ${chip.name}, none lost, none torn, every pixel right:`, () => {
    let seed = 0;
    for (const [pin, by] of Object.entries(PINS)) {
      for (const rgb of ORDERS) {
        const order = chip.colors === 4 ? (`${rgb}w` as const) : rgb;
        const pixels = LENGTHS[seed % LENGTHS.length]!;
        testReadBack(`${order}, ${pixels} pixels, by ${by}`, seed++, {
          ...kind,
          pin: Number(pin),
          order,
          pixels,
        });
      }
    }
  });
}

describe('and they do as well', () => {
  const kind = { ...STRIP_KINDS[0]!, order: 'grb' as const, pixels: 25 };
  testReadBack('by PWM on GPIO 12', 100, { ...kind, pin: 12 });
  testReadBack('by SPI on GPIO 10', 101, { ...kind, pin: 10 });
  testReadBack('through a level shifter that inverts, by PWM', 102, { ...kind, pin: 18, invert: true });
  for (const [soc, revision] of [
    ['bcm2836', 'a01041'],
    ['bcm2837', 'a02082'],
    ['bcm2711', 'b03114'],
  ] as const) {
    const options = { soc, revision };
    testReadBack(`on a ${soc}, by PWM`, 103, { ...kind, pin: 18, options });
    testReadBack(`on a ${soc}, by PCM`, 104, { ...kind, pin: 21, options });
    testReadBack(`on a ${soc}, 400 kHz`, 105, { ...kind, ...STRIP_KINDS[4]!, pin: 18, options });
  }
});
