import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ChipModel, type ColorOrder, chipCurrents, type PowerConfig } from '@garland/driver-config';
import fc from 'fast-check';
import type { Motion } from '../src/render/pipeline/pipeline.ts';
import { FULL } from './driver-fixtures.ts';
import { byteOf, frameArbitrary, pipelineKit, solidFrame } from './pipeline-kit.ts';

/** The most that a chip can draw, by its data sheet: not the table of the driver, but the reason for it. */
const CHIPS = {
  'WS2812B, 5 V': { chip: 'ws2812b', order: 'grb', ledMa: [20, 20, 20, 0], idleMa: 1 },
  'WS2811, 12 V': { chip: 'ws2811', order: 'rgb', ledMa: [18.5, 18.5, 18.5, 0], idleMa: 3 },
  'SK6812, 5 V': { chip: 'sk6812', order: 'grb', ledMa: [20, 20, 20, 0], idleMa: 1 },
  'SK6812 RGBW, 5 V': { chip: 'sk6812', order: 'grbw', ledMa: [12, 12, 12, 20], idleMa: 1 },
  'WS2815, 12 V': { chip: 'ws2815', order: 'grb', ledMa: [15, 15, 15, 0], idleMa: 2.5, inSeries: true },
  'GS8208, 12 V': { chip: 'gs8208', order: 'grb', ledMa: [15, 15, 15, 0], idleMa: 2.5, inSeries: true },
} as const satisfies Record<string, Chip>;

interface Chip {
  readonly chip: ChipModel;
  readonly order: ColorOrder;
  readonly ledMa: readonly number[];
  readonly idleMa: number;
  readonly inSeries?: boolean;
}

const chips: readonly Chip[] = Object.values(CHIPS);

/** What a real strip draws at these words. */
function drawnMa(words: Uint32Array, { ledMa, idleMa, inSeries }: Chip): number {
  let sumMa = 0;
  for (let pixel = 0; pixel < words.length; pixel++) {
    const currents = ledMa.map((fullMa, led) => (byteOf(words, pixel * 4 + led) * fullMa) / 255);
    sumMa += idleMa + (inSeries ? Math.max(...currents) : currents.reduce((sum, each) => sum + each));
  }
  return sumMa;
}

/** The driver's settings for a strip that has nothing but a chip and a budget. */
function kitFor({ chip, order }: Chip, pixels: number, power: Partial<PowerConfig>) {
  const currents = chipCurrents({ chip, color_order: order });
  return pipelineKit({ pixels, hasWhite: order.endsWith('w'), power: { ...currents, ...power } });
}

const motion = fc.constantFrom<Motion>('playing', 'changing', 'still');
const show = fc.integer({ min: 1, max: 120 }).chain((pixels) =>
  fc.record({
    chip: fc.constantFrom(...chips),
    pixels: fc.constant(pixels),
    budgetPerPixelMa: fc.double({ min: 5, max: 70, noNaN: true }),
    otherMa: fc.integer({ min: 0, max: 900 }),
    scenes: fc.array(
      fc.record({ frame: frameArbitrary(pixels), motion, frames: fc.integer({ min: 1, max: 20 }) }),
      {
        minLength: 1,
        maxLength: 5,
      },
    ),
  }),
);

test('every chip stays within the budget, whatever is sent and however it is rounded', () => {
  fc.assert(
    fc.property(show, ({ chip, pixels, budgetPerPixelMa, otherMa, scenes }) => {
      const budget_ma = Math.ceil(otherMa + pixels * budgetPerPixelMa);
      const { run } = kitFor(chip, pixels, { budget_ma, other_ma: otherMa });
      for (const { frame, motion, frames } of scenes)
        for (let i = 0; i < frames; i++) {
          const totalMa = otherMa + drawnMa(run(frame, 1, motion), chip);
          assert.ok(totalMa <= budget_ma + 1e-6, `${chip.chip} ${chip.order}: ${totalMa} of ${budget_ma} mA`);
        }
    }),
    { numRuns: 400 },
  );
});

/** What was typical of one WS2812B, and once the default for every chip. */
const TYPICAL: Partial<PowerConfig> = {
  red_ma: 16,
  green_ma: 11,
  blue_ma: 15,
  white_ma: 20,
  idle_ma: 1,
  drawn: 'sum',
};

test('the control: with typical currents of one chip, others draw far more than the budget', () => {
  const share = (chip: Chip, red: number, green: number, blue: number): number => {
    const { run } = kitFor(chip, 100, { ...TYPICAL, budget_ma: 1000 });
    return drawnMa(run(solidFrame(100, red, green, blue)), chip) / 1000;
  };
  assert.ok(share(CHIPS['WS2812B, 5 V'], FULL, FULL, FULL) > 1.3);
  assert.ok(share(CHIPS['WS2812B, 5 V'], 0, FULL, 0) > 1.6);
  assert.ok(share(CHIPS['WS2811, 12 V'], FULL, FULL, FULL) > 1.4);
  assert.ok(share(CHIPS['WS2815, 12 V'], 0, FULL, 0) > 1.4);
});

test('a chip with its LEDs in series is not dimmed for the sum of its channels', () => {
  const white = solidFrame(100, FULL, FULL, FULL);
  const budget_ma = 1760;
  const series = kitFor(CHIPS['WS2815, 12 V'], 100, { budget_ma });
  series.run(white);
  assert.equal(series.pipeline.isLimiting, false);
  assert.equal(series.pipeline.estimatedMa, 1750);
  const parallel = kitFor(CHIPS['WS2812B, 5 V'], 100, { budget_ma });
  parallel.run(white);
  assert.equal(parallel.pipeline.isLimiting, true);
});

test('and a lone channel of it counts in full', () => {
  const { run, pipeline } = kitFor(CHIPS['WS2815, 12 V'], 100, { budget_ma: 1000 });
  const words = run(solidFrame(100, 0, FULL, 0));
  assert.ok(pipeline.isLimiting);
  assert.ok(drawnMa(words, CHIPS['WS2815, 12 V']) > 990);
});

test('what else hangs on the supply is taken from the strip', () => {
  const { run, pipeline } = kitFor(CHIPS['WS2812B, 5 V'], 100, { budget_ma: 3000, other_ma: 1200 });
  const words = run(solidFrame(100, FULL, FULL, FULL));
  assert.ok(drawnMa(words, CHIPS['WS2812B, 5 V']) <= 1800);
  assert.ok(pipeline.estimatedMa <= 3000 && pipeline.estimatedMa > 2950, `${pipeline.estimatedMa}`);
});
