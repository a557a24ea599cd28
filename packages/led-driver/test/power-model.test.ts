import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PowerConfig } from '@garland/driver-config';
import fc from 'fast-check';
import type { Motion } from '../src/render/pipeline/pipeline.ts';
import { FULL, POWER } from './driver-fixtures.ts';
import { frameArbitrary, milliampsOf, pipelineKit, powerArbitrary, solidFrame } from './pipeline-kit.ts';

const motion = fc.constantFrom<Motion>('playing', 'changing', 'still');
const light = fc.record({
  gamma: fc.double({ min: 1, max: 3, noNaN: true }),
  dithering: fc.boolean(),
  color_correction: fc.constantFrom('none', 'smd5050' as const),
  white_led_k: fc.constantFrom(undefined, 2700),
});
const brightness = fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true }));

/** A strip, and some seconds of arbitrary frames on it. */
const show = fc.integer({ min: 1, max: 200 }).chain((pixels) =>
  fc.record({
    pixels: fc.constant(pixels),
    hasWhite: fc.boolean(),
    light,
    power: powerArbitrary(pixels),
    scenes: fc.array(
      fc.record({
        frame: frameArbitrary(pixels),
        brightness,
        motion,
        frames: fc.integer({ min: 1, max: 40 }),
      }),
      { minLength: 1, maxLength: 6 },
    ),
  }),
);

test('whatever is painted, dimmed and configured, no frame ever draws more than the budget', () => {
  fc.assert(
    fc.property(show, ({ scenes, ...options }) => {
      const { run } = pipelineKit(options);
      for (const { frame, brightness, motion, frames } of scenes) {
        for (let i = 0; i < frames; i++) {
          const drawnMa = milliampsOf(run(frame, brightness, motion), options.power);
          assert.ok(drawnMa <= options.power.budget_ma + 1e-6, `${drawnMa} mA`);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('the control: the same pictures are over the budget where the limit does not know the true currents', () => {
  const power: PowerConfig = { ...POWER, budget_ma: 500 };
  const { run } = pipelineKit({ pixels: 100, power: { ...power, red_ma: 1, green_ma: 1, blue_ma: 1 } });
  assert.ok(milliampsOf(run(solidFrame(100, FULL, FULL, FULL)), power) > 500);
});

test('a frame within the budget, with one step to spare, is not dimmed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }).chain(frameArbitrary), (frame) => {
      const pixels = frame.length / 3;
      const unlimited = pipelineKit({ pixels });
      unlimited.run(frame);
      const fullMa = POWER.red_ma + POWER.green_ma + POWER.blue_ma;
      const needed = unlimited.pipeline.estimatedMa + (pixels * fullMa) / 255;
      for (const [budget_ma, limits] of [
        [needed + 0.001, false],
        [needed - 0.5, unlimited.pipeline.estimatedMa > pixels + 1e-9],
      ] as const) {
        const { run, pipeline } = pipelineKit({ pixels, power: { budget_ma } });
        run(frame);
        assert.equal(pipeline.isLimiting, limits);
      }
    }),
  );
});

test('a frame over the budget is dimmed no more than it must be', () => {
  for (const hasWhite of [false, true]) {
    const power = { ...POWER, budget_ma: 1000 };
    const { run } = pipelineKit({ pixels: 100, hasWhite, power });
    const frame = solidFrame(100, FULL, 60_000, 50_000);
    let sumMa = 0;
    for (let i = 0; i < 16; i++) sumMa += milliampsOf(run(frame), power);
    const spareMa = 1000 - sumMa / 16;
    const stepMa = (100 * (16 + 11 + 15 + (hasWhite ? 20 : 0))) / 255;
    assert.ok(spareMa >= 0 && spareMa < stepMa + 1, `${spareMa} mA are left`);
  }
});

test('the estimate is the mean of what is sent', () => {
  fc.assert(
    fc.property(show, ({ scenes, power, ...options }) => {
      const light = { ...options.light, dithering: true };
      const { run, pipeline } = pipelineKit({ ...options, light, power: { ...power, drawn: 'sum' } });
      const [{ frame, brightness } = { frame: new Uint16Array(), brightness: 1 }] = scenes;
      let sumMa = 0;
      for (let i = 0; i < 16; i++) sumMa += milliampsOf(run(frame, brightness), { ...power, drawn: 'sum' });
      const { red_ma, green_ma, blue_ma, white_ma } = power;
      // A sixteenth of a step is rounded; the first frame can have been quantized twice, which advances the errors.
      const stepMa = (options.pixels * (red_ma + green_ma + blue_ma + white_ma)) / 255;
      assert.ok(Math.abs(sumMa / 16 - pipeline.estimatedMa) < stepMa / 8);
    }),
    { numRuns: 100 },
  );
});

test('the power limit acts on light, after the curve: the colours keep their ratio', () => {
  const power = { budget_ma: 300, red_ma: 10, green_ma: 10, blue_ma: 10, idle_ma: 0 };
  const { mean } = pipelineKit({ pixels: 100, light: { gamma: 2.2 }, power });
  const [red, green, blue] = mean(solidFrame(100, FULL, 52_000, 40_000), 16);
  assert.ok(red! < 200);
  assert.ok(Math.abs(green! / red! - (52_000 / FULL) ** 2.2) < 0.002);
  assert.ok(Math.abs(blue! / red! - (40_000 / FULL) ** 2.2) < 0.002);
});

test('pixels that stay dark draw what an idle pixel does, and leave the others that much less', () => {
  const power = { budget_ma: 200, red_ma: 10, green_ma: 10, blue_ma: 10, idle_ma: 2 };
  const [all, some] = [
    pipelineKit({ pixels: 10, power }),
    pipelineKit({ pixels: 10, maskedPixels: 25, power }),
  ];
  const half = solidFrame(10, FULL / 2, FULL / 2, FULL / 2);
  for (const { run } of [all, some]) run(half);
  assert.equal(all.pipeline.isLimiting, false);
  assert.ok(some.pipeline.isLimiting);
  assert.ok(some.pipeline.estimatedMa <= 200 && some.pipeline.estimatedMa > 195);
});
