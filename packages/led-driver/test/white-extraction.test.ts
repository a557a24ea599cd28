import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createColorBalance } from '../src/render/pipeline/color-balance.ts';
import { FULL, LIGHT, POWER } from './driver-fixtures.ts';
import { levelArbitrary, milliampsOf, pipelineKit, solidFrame } from './pipeline-kit.ts';

const kelvin = fc.option(fc.integer({ min: 2000, max: 12_000 }), { nil: undefined });
const correction = fc.constantFrom('none', 'smd5050', 'pixel_string' as const);

test('with the white LED taking part, the light is the same as without', () => {
  fc.assert(
    fc.property(
      levelArbitrary,
      levelArbitrary,
      levelArbitrary,
      kelvin,
      kelvin,
      correction,
      (red, green, blue, white_led_k, white_point_k, color_correction) => {
        const light = { white_led_k, white_point_k, color_correction };
        const balance = createColorBalance({ ...LIGHT, ...light });
        const frame = solidFrame(1, red, green, blue);
        const plain = pipelineKit({ pixels: 1, light }).mean(frame, 16);
        const means = pipelineKit({ pixels: 1, light, hasWhite: true }).mean(frame, 16);
        for (const i of [0, 1, 2]) {
          const shone = means[i]! + means[3]! * balance.whiteLed[i]! * balance.correction[i]!;
          assert.ok(Math.abs(shone - plain[i]!) < 0.15, `${[...means]} instead of ${[...plain]}`);
        }
      },
    ),
  );
});

test('white is left to the white LED alone, and a pure colour does without it', () => {
  const { run } = pipelineKit({ pixels: 1, hasWhite: true });
  assert.equal(run(solidFrame(1, FULL, FULL, FULL))[0], 0xff000000);
  assert.equal(run(solidFrame(1, FULL, 0, FULL))[0], 0x00ff00ff);
  assert.equal(run(solidFrame(1, FULL, FULL, 0))[0], 0x00ffff00);
  assert.equal(run(solidFrame(1, 0, 0, 0))[0], 0);
});

test('as much as the white LED can shine is left to it: one of the colours is spent', () => {
  fc.assert(
    fc.property(levelArbitrary, levelArbitrary, levelArbitrary, (red, green, blue) => {
      const means = pipelineKit({ pixels: 1, hasWhite: true }).mean(solidFrame(1, red, green, blue), 16);
      assert.equal(Math.min(means[0]!, means[1]!, means[2]!), 0);
    }),
  );
});

test('a strip without a white LED never gets a fourth byte', () => {
  fc.assert(
    fc.property(levelArbitrary, levelArbitrary, levelArbitrary, (red, green, blue) => {
      assert.ok(pipelineKit({ pixels: 1 }).run(solidFrame(1, red, green, blue))[0]! <= 0xffffff);
    }),
  );
});

test('white light costs less on a strip with a white LED', () => {
  const white = solidFrame(10, FULL, FULL, FULL);
  const three = milliampsOf(pipelineKit({ pixels: 10 }).run(white), POWER);
  const four = milliampsOf(pipelineKit({ pixels: 10, hasWhite: true }).run(white), POWER);
  assert.equal(three, 10 * (16 + 11 + 15 + 1));
  assert.equal(four, 10 * (20 + 1));
});
