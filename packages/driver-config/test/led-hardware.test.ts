import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProblemReport } from '@garland/toml';
import { checkOutputConfig, hasWhiteLed, type OutputConfig, peripheralOf } from '../src/led-hardware.ts';

const OUTPUT: OutputConfig = {
  kind: 'ws281x',
  gpio: 18,
  chip: 'ws2812b',
  color_order: 'grb',
  frequency_khz: 800,
  invert: false,
};

/** `key message` of each refusal. */
function refusals(change: Partial<OutputConfig>): string[] {
  const report = new ProblemReport();
  checkOutputConfig({ ...OUTPUT, ...change }, report);
  return report.problems.map(({ key, message }) => `${key} ${message}`);
}

/** All that a pin, a chip, an order, a frequency and an inverter can be, and whether there is hardware for it. */
const COMBINATIONS = ([18, 12, 21, 10] as const).flatMap((gpio) =>
  (['ws2811', 'ws2812b', 'sk6812', 'ws2815', 'gs8208'] as const).flatMap((chip) =>
    (['rgb', 'grb', 'rgbw', 'grbw'] as const).flatMap((color_order) =>
      ([800, 400] as const).flatMap((frequency_khz) =>
        [false, true].map((invert) => ({ gpio, chip, color_order, frequency_khz, invert })),
      ),
    ),
  ),
);

test('of all combinations, those that the hardware has are taken, and the reason against each of the others is given', () => {
  for (const combination of COMBINATIONS) {
    const { gpio, chip, color_order, frequency_khz, invert } = combination;
    const wrong = [
      ...(color_order.endsWith('w') && chip !== 'sk6812' ? ['output.color_order'] : []),
      ...(frequency_khz === 400 && chip !== 'ws2811' ? ['output.frequency_khz'] : []),
      ...(invert && gpio !== 18 && gpio !== 12 ? ['output.invert'] : []),
    ];
    assert.deepEqual(
      refusals(combination).map((refusal) => refusal.split(' ')[0]),
      wrong,
      JSON.stringify(combination),
    );
  }
});

test('a refusal names what was asked for, and what there is instead', () => {
  assert.deepEqual(refusals({ color_order: 'grbw' }), [
    'output.color_order "grbw" is for a sk6812; a ws2812b has no white LED: choose one of rgb, rbg, grb, gbr, brg, bgr',
  ]);
  assert.deepEqual(refusals({ frequency_khz: 400, chip: 'sk6812' }), [
    'output.frequency_khz 400 is for a ws2811; a sk6812 takes 800',
  ]);
  assert.deepEqual(refusals({ gpio: 21, invert: true }), [
    'output.invert is not possible on GPIO 21 (PCM), where the line would idle at the wrong level: use 18 or 12 (PWM), ' +
      'or a level shifter that does not invert',
  ]);
});

test('white is a matter of the order, and the peripheral one of the pin', () => {
  assert.equal(hasWhiteLed({ color_order: 'grb' }), false);
  assert.equal(hasWhiteLed({ color_order: 'brgw' }), true);
  assert.deepEqual(
    [18, 12, 21, 10].map((gpio) => peripheralOf({ gpio })),
    ['PWM', 'PWM', 'PCM', 'SPI'],
  );
});
