import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { FULL, LIGHT, POWER } from './driver-fixtures.ts';
import { byteOf, frameArbitrary, levelArbitrary, pipelineKit, solidFrame } from './pipeline-kit.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

test('brightness comes before the lightness curve: half of it looks half as bright', () => {
  fc.assert(
    fc.property(levelArbitrary, fc.double({ min: 0, max: 1, noNaN: true }), (value, brightness) => {
      const { run } = pipelineKit({ pixels: 16, light: { gamma: 2.2 } });
      let sum = 0;
      for (let i = 0; i < 16; i++) sum += byteOf(run(solidFrame(16, value, 0, 0), brightness), 0);
      const wanted = ((value / FULL) * brightness) ** 2.2 * 255;
      assert.ok(Math.abs(sum / 16 - wanted) < 0.06);
    }),
  );
});

test('a new configuration takes effect with the next frame, and what was dithered goes on', () => {
  const { pipeline, run, words } = pipelineKit({ pixels: 4 });
  const white = solidFrame(4, FULL, FULL, FULL);
  run(white);
  assert.equal(words[0], 0xffffff);
  pipeline.configure({ ...LIGHT, color_correction: [1, 0.5, 0.2] }, POWER);
  run(white);
  assert.ok([127, 128].includes((words[0]! >> 8) & 255));
  assert.equal(words[0]! & 255, 51);
  pipeline.configure(LIGHT, { ...POWER, budget_ma: 50 });
  run(white);
  assert.ok(pipeline.isLimiting);
});

test('a plain strip’s preview is the words that are sent', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }).chain(frameArbitrary), (frame) => {
      const { pipeline, run } = pipelineKit({ pixels: frame.length / 3 });
      const words = run(frame);
      const bytes = new Uint8Array(frame.length);
      pipeline.readColors(bytes);
      bytes.forEach((byte, i) => {
        assert.equal(byte, byteOf(words, Math.floor(i / 3) * 4 + (i % 3)));
      });
    }),
  );
});

test('a strip’s preview is the painted picture, with and without white LED and colour correction', () => {
  fc.assert(
    fc.property(
      levelArbitrary,
      levelArbitrary,
      levelArbitrary,
      fc.boolean(),
      fc.constantFrom(undefined, 2700, 6500),
      fc.constantFrom('none', 'smd5050', 'pixel_string' as const),
      (red, green, blue, hasWhite, white_led_k, color_correction) => {
        const light = { white_led_k, color_correction };
        const { pipeline, run } = pipelineKit({ pixels: 1, hasWhite, light });
        run(solidFrame(1, red, green, blue));
        const bytes = new Uint8Array(3);
        pipeline.readColors(bytes);
        // Each LED is off by less than a step, and two of them shine a colour together.
        [red, green, blue].forEach((value, i) => {
          const off = Math.abs(bytes[i]! - (value / FULL) * 255);
          assert.ok(off < 3.5, `${[...bytes]} for ${[red, green, blue].map((v) => (v / FULL) * 255)}`);
        });
      },
    ),
  );
});

test('a frame leaves no garbage behind, with or without white, at the limit, at rest and changing', () => {
  for (const hasWhite of [false, true]) {
    const { pipeline } = pipelineKit({ pixels: 500, hasWhite, power: { budget_ma: 2000 } });
    const frame = new Uint16Array(1500).map((_, i) => (i * 40_503) & 0xffff);
    const run = (count: number): void => {
      for (let i = 0; i < count; i++) pipeline.run(frame, 0.8, 0.02, i % 100 < 60 ? 'playing' : 'still');
    };
    let least = Number.POSITIVE_INFINITY;
    for (let attempt = 0; attempt < 20 && least > 100; attempt++) {
      run(2000);
      collectGarbage();
      const before = process.memoryUsage().heapUsed;
      run(400);
      const grown = process.memoryUsage().heapUsed - before;
      if (grown >= 0) least = Math.min(least, grown / 400);
    }
    // One number on the heap takes 16 bytes; the account of the power is a few of them, the pixels would be 500.
    assert.ok(least < 200, `${least} bytes a frame`);
  }
});
