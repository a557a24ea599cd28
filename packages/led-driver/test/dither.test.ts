import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createColorBalance } from '../src/render/pipeline/color-balance.ts';
import { createDitherErrors } from '../src/render/pipeline/dither.ts';
import { createLightness } from '../src/render/pipeline/lightness.ts';
import { createRgbQuantizer, createRgbwQuantizer } from '../src/render/pipeline/quantize.ts';
import { createTransferTable, fillTransferTable } from '../src/render/pipeline/transfer-table.ts';
import { createWhiteExtraction } from '../src/render/pipeline/white-extraction.ts';
import { FULL, LIGHT } from './driver-fixtures.ts';
import { byteOf, frameArbitrary, levelArbitrary, pipelineKit, solidFrame } from './pipeline-kit.ts';

const NO_LIMIT = { budget_ma: 1e9 };
const CHANNELS = ['red', 'green', 'blue', 'white'] as const;
/** Every 16-bit level on each of the three channels at once: pixel n shows level n. */
const EVERY_LEVEL = Uint16Array.from({ length: 3 * (FULL + 1) }, (_, i) => Math.floor(i / 3));

test('at every 16-bit level and on every channel, the mean of any 16 frames is within 1/4096 of what it should be', () => {
  const { run } = pipelineKit({ pixels: FULL + 1, power: NO_LIMIT });
  const frames = Array.from({ length: 40 }, () => run(EVERY_LEVEL).slice());
  let worst = 0;
  for (const start of [0, 1, 7, 24]) {
    const window = frames.slice(start, start + 16);
    for (let pixel = 0; pixel <= FULL; pixel++) {
      for (const channel of [0, 1, 2]) {
        const sum = window.reduce((total, words) => total + byteOf(words, pixel * 4 + channel), 0);
        worst = Math.max(worst, Math.abs(sum / 16 / 255 - pixel / FULL));
      }
    }
  }
  assert.ok(worst <= 1 / 4096, `1/${1 / worst}`);
  assert.ok(worst <= 1 / 7000, `twelve bits and a little: 1/${1 / worst}`);
});

test('the control: without dithering the mean is off by half a step', () => {
  const { mean } = pipelineKit({ pixels: FULL + 1, power: NO_LIMIT, light: { dithering: false } });
  const means = mean(EVERY_LEVEL, 16);
  const worst = EVERY_LEVEL.reduce(
    (most, value, i) =>
      Math.max(most, Math.abs(means[Math.floor(i / 3) * 4 + (i % 3)]! / 255 - value / FULL)),
    0,
  );
  assert.ok(worst > 1 / 520 && worst < 1 / 505, `1/${1 / worst}`);
});

test('the white channel is dithered as well as the others', () => {
  const { mean } = pipelineKit({ pixels: FULL + 1, power: NO_LIMIT, hasWhite: true });
  const means = mean(EVERY_LEVEL, 16);
  for (let value = 0; value <= FULL; value++)
    assert.ok(Math.abs(means[value * 4 + 3]! / 255 - value / FULL) <= 1 / 4096, `${value}`);
});

test('the limit’s scale comes before dithering: dimmed light has as fine steps as any other', () => {
  const power = { budget_ma: 100, red_ma: 16, green_ma: 11, blue_ma: 15, idle_ma: 0 };
  const { mean, run, pipeline } = pipelineKit({ pixels: 100, power });
  const frame = solidFrame(100, 50_000, 49_000, 48_000);
  run(frame);
  const means = mean(frame, 16);
  assert.ok(pipeline.isLimiting);
  const scale = means[0]! / 50_000;
  assert.ok(Math.abs(means[1]! - 49_000 * scale) < 0.1);
  assert.ok(Math.abs(means[2]! - 48_000 * scale) < 0.1);
});

test('darkness stays dark and full stays full, in every frame', () => {
  for (const hasWhite of [false, true]) {
    const { run } = pipelineKit({ pixels: 300, hasWhite });
    const pattern = new Uint16Array(900).map((_, i) => (Math.floor(i / 3) % 2 ? FULL : 0));
    for (let i = 0; i < 100; i++) {
      const words = run(pattern);
      for (let pixel = 0; pixel < 300; pixel++)
        assert.equal(words[pixel], pixel % 2 ? (hasWhite ? 0xff000000 : 0xffffff) : 0);
    }
  }
});

test('a channel below a thirty-second of a step is dark; nothing blinks more seldom than every 16th frame', () => {
  const { run } = pipelineKit({ pixels: 400 });
  const dim = new Uint16Array(1200).map((_, i) => Math.floor(i / 3));
  const lastLit = new Int32Array(400).fill(-1);
  for (let frame = 0; frame < 200; frame++) {
    const words = run(dim);
    for (let pixel = 0; pixel < 400; pixel++) {
      const lit = byteOf(words, pixel * 4) > 0;
      if (pixel < 8) assert.ok(!lit, `level ${pixel}`);
      if (pixel > 8 && lit) lastLit[pixel] = frame;
      if (pixel > 8 && frame > 16) assert.ok(frame - lastLit[pixel]! <= 16, `level ${pixel}`);
    }
  }
});

test('a dithered channel is always at one of the two steps around it', () => {
  fc.assert(
    fc.property(levelArbitrary, levelArbitrary, levelArbitrary, (...levels) => {
      const { run } = pipelineKit({ pixels: 20 });
      for (let i = 0; i < 30; i++) {
        const words = run(solidFrame(20, ...levels));
        for (let channel = 0; channel < 80; channel++) {
          const wanted = ((levels[channel & 3] ?? 0) / FULL) * 255;
          assert.ok(Math.abs(byteOf(words, channel) - wanted) < 1.03);
        }
      }
    }),
    { numRuns: 50 },
  );
});

test('a dim tree of one colour does not blink as one: its total light is steady', () => {
  for (const value of [40, 100, 128, 300, 5_000]) {
    const { run } = pipelineKit({ pixels: 200 });
    const frame = solidFrame(200, value, value, value);
    const totals = Array.from({ length: 64 }, () => {
      const words = run(frame);
      return Array.from({ length: 800 }, (_, channel) => byteOf(words, channel)).reduce((a, b) => a + b);
    });
    const wanted = ((200 * 3 * value) / FULL) * 255;
    for (const total of totals)
      assert.ok(Math.abs(total - wanted) <= 600 * 0.04, `${total} instead of ${wanted} at ${value}`);
  }
});

test('the channels of a pixel do not pulse together, and neither do neighbours', () => {
  const { run } = pipelineKit({ pixels: 100, hasWhite: false });
  const frame = solidFrame(100, FULL / 255 / 4, FULL / 255 / 4, FULL / 255 / 4);
  let both = 0;
  for (let i = 0; i < 16; i++) {
    const words = run(frame);
    for (let pixel = 0; pixel < 99; pixel++) {
      const lit = [0, 1, 2].map((channel) => byteOf(words, pixel * 4 + channel));
      assert.ok(lit.reduce((a, b) => a + b) <= 1, 'two channels at once');
      both += byteOf(words, pixel * 4) & byteOf(words, pixel * 4 + 4);
    }
  }
  assert.equal(both, 0);
});

test('a still picture settles at the nearest step of each channel', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }).chain(frameArbitrary), fc.boolean(), (frame, hasWhite) => {
      const { pipeline, words } = pipelineKit({ pixels: frame.length / 3, hasWhite });
      let frames = 0;
      while (!pipeline.run(frame, 1, 0.02, 'still')) assert.ok(++frames < 30);
      const rested = words.slice();
      if (!hasWhite)
        frame.forEach((value, i) => {
          const nearest = byteOf(words, Math.floor(i / 3) * 4 + (i % 3));
          assert.ok(Math.abs(nearest - (value / FULL) * 255) < 0.51);
        });
      for (let i = 0; i < 5; i++) {
        assert.ok(pipeline.run(frame, 1, 0.02, 'still'));
        assert.deepEqual(words, rested);
      }
    }),
    { numRuns: 50 },
  );
});

test('on the way to rest nothing is seen to jump: the mean over the tree moves evenly to the nearest step', () => {
  for (const steps of [0.3, 0.49, 0.7, 2.4, 2.6, 7.45]) {
    const value = Math.round((steps / 255) * FULL);
    const { run } = pipelineKit({ pixels: 1600 });
    const frame = solidFrame(1600, value, value, value);
    const greenMean = (motion: 'playing' | 'still'): number => {
      const words = run(frame, 1, motion);
      return words.reduce((sum, word) => sum + ((word >> 8) & 255), 0) / 1600;
    };
    for (let i = 0; i < 20; i++) assert.ok(Math.abs(greenMean('playing') - steps) < 0.05);
    let last = steps;
    for (let i = 0; i < 30; i++) {
      const now = greenMean('still');
      assert.ok(Math.abs(now - last) < 0.05, `${steps}: from ${last} to ${now}`);
      last = now;
    }
    assert.equal(last, Math.round(steps));
    for (let i = 0; i < 30; i++) {
      const now = greenMean('playing');
      assert.ok(Math.abs(now - last) < 0.05, `${steps}: from ${last} to ${now}`);
      last = now;
    }
    assert.ok(Math.abs(last - steps) < 0.05);
  }
});

test('without dithering every frame is the nearest step, at rest or not, and rest comes at once', () => {
  const { pipeline, run } = pipelineKit({ pixels: 100, light: { dithering: false } });
  const frame = new Uint16Array(300).map((_, i) => i * 211);
  for (let i = 0; i < 20; i++) {
    const words = run(frame);
    frame.forEach((value, j) => {
      assert.equal(byteOf(words, Math.floor(j / 3) * 4 + (j % 3)), Math.round((value / FULL) * 255));
    });
  }
  assert.equal(pipeline.run(frame, 1, 0.02, 'playing'), false);
  assert.equal(pipeline.run(frame, 1, 0.02, 'still'), true);
});

/** The formulas of the stages, one after the other and in plain numbers. */
function reference(
  duties: readonly number[],
  led: ReturnType<typeof createWhiteExtraction> | undefined,
  scale: number,
  errors: readonly number[],
): { sent: number[]; errors: number[]; load: number[] } {
  const [red = 0, green = 0, blue = 0] = duties;
  const white = led
    ? Math.min(
        65280,
        ...[red * led.perRed, green * led.perGreen, blue * led.perBlue].map((worth) =>
          Math.floor(worth / 2048),
        ),
      )
    : 0;
  const taken = led
    ? [led.red, led.green, led.blue].map((share) => Math.floor((white * share) / 32768))
    : [0, 0, 0];
  const load = [red - taken[0]!, green - taken[1]!, blue - taken[2]!, white];
  const sums = load.map((duty, i) => Math.floor((duty * scale) / 32768) + errors[i]!);
  return {
    sent: sums.map((sum) => Math.floor(sum / 256)),
    errors: sums.map((sum) => Math.floor((sum % 256) / 16) * 16 + 8),
    load,
  };
}

test('the one sweep over the pixels is its stages, one after the other, bit for bit', () => {
  const scale = fc.integer({ min: 0, max: 32768 });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }).chain(frameArbitrary),
      scale,
      fc.boolean(),
      fc.integer({ min: 2000, max: 12_000 }),
      (frame, factor, white, white_led_k) => {
        const pixels = frame.length / 3;
        const balance = createColorBalance({ ...LIGHT, color_correction: 'smd5050', white_led_k });
        const transferTable = createTransferTable();
        fillTransferTable(transferTable, createLightness(1.7), 0.9, balance.correction);
        const errors = createDitherErrors(pixels);
        const words = new Uint32Array(pixels);
        const load = { red: 0, green: 0, blue: 0, white: 0, largest: 0 };
        const led = createWhiteExtraction(balance);
        const place = { transferTable, errors, words, load };
        const sweep = white ? createRgbwQuantizer(place) : createRgbQuantizer(place);
        const bytesOf = (pixel: number): number[] =>
          [2, 1, 0, 3].map((lane) => errors.bytes[pixel * 4 + lane]!);
        for (let n = 0; n < 3; n++) {
          const before = Array.from({ length: pixels }, (_, pixel) => bytesOf(pixel));
          sweep(frame, factor, led);
          const sums = [0, 0, 0, 0];
          for (let pixel = 0; pixel < pixels; pixel++) {
            const duties = [0, 1, 2].map((channel) => {
              const value = frame[pixel * 3 + channel]!;
              const word = transferTable[channel * 256 + (value >> 8)]!;
              return (word >>> 16) + Math.floor(((word & 0xffff) * (value & 255)) / 256);
            });
            const wanted = reference(duties, white ? led : undefined, factor, before[pixel]!);
            const colours = white ? 4 : 3;
            const sent = [0, 1, 2, 3].map((channel) => byteOf(words, pixel * 4 + channel));
            assert.deepEqual(sent.slice(0, colours), wanted.sent.slice(0, colours));
            assert.deepEqual(bytesOf(pixel).slice(0, colours), wanted.errors.slice(0, colours));
            wanted.load.forEach((duty, i) => {
              sums[i]! += duty;
            });
          }
          assert.deepEqual(
            CHANNELS.map((name) => load[name]),
            sums,
          );
        }
      },
    ),
    { numRuns: 100 },
  );
});
