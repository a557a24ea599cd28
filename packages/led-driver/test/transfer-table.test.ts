import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LightnessCurve } from '@garland/driver-config';
import fc from 'fast-check';
import { FULL_DUTY } from '../src/render/pipeline/fixed-point.ts';
import { createLightness } from '../src/render/pipeline/lightness.ts';
import { createTransferTable, fillTransferTable } from '../src/render/pipeline/transfer-table.ts';
import { FULL } from './driver-fixtures.ts';
import { levelArbitrary } from './pipeline-kit.ts';

const gamma = fc.double({ min: 1, max: 3, noNaN: true });
const unit = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }));
/** A list that the configuration accepts. */
const measured = fc
  .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 })
  .map((some) => [0, ...some.sort((a, b) => a - b), 1]);
const curve: fc.Arbitrary<LightnessCurve> = fc.oneof(gamma, fc.constant('cie_lightness' as const), measured);

/** What the table says about a value of the green channel, by the formula that its type documents. */
function lookUpDuty(table: Int32Array, value: number): number {
  const word = table[256 + (value >>> 8)]!;
  return (word >>> 16) + (((word & 0xffff) * (value & 0xff)) >>> 8);
}

function dutyFunction(lightness: LightnessCurve, brightness = 1, gain = 1): (value: number) => number {
  const table = createTransferTable();
  fillTransferTable(table, createLightness(lightness), brightness, [0.5, gain, 0.5]);
  return (value) => lookUpDuty(table, value);
}

test('every lightness curve begins at nothing, ends at full, and never falls', () => {
  fc.assert(
    fc.property(curve, unit, unit, (lightness, brightness, gain) => {
      const duty = dutyFunction(lightness, brightness, gain);
      assert.equal(duty(0), 0);
      const end = createLightness(lightness)(brightness) * gain * FULL_DUTY;
      assert.ok(Math.abs(duty(FULL) - end) <= 0.5 + 1e-6, `${duty(FULL)} for ${end}`);
      let last = 0;
      for (let value = 0; value <= FULL; value += 7) {
        assert.ok(duty(value) >= last, `falls at ${value}`);
        last = duty(value);
      }
      assert.ok(last <= duty(FULL));
    }),
    { numRuns: 40 },
  );
});

test('full is full at full brightness, to the last 256th of a step', () => {
  fc.assert(fc.property(curve, (lightness) => assert.equal(dutyFunction(lightness)(FULL), FULL_DUTY)));
});

test('the table is the curve, to six 256ths of a step', () => {
  for (const lightness of [1, 1.2, 1.8, 2.2, 2.8, 3, 'cie_lightness'] as const) {
    for (const brightness of [1, 0.8, 0.3, 0.05]) {
      const duty = dutyFunction(lightness, brightness, 0.7);
      const exact = createLightness(lightness);
      for (let value = 0; value <= FULL; value++) {
        const wanted = exact((brightness * value) / FULL) * 0.7 * FULL_DUTY;
        assert.ok(
          Math.abs(duty(value) - wanted) < 6.5,
          `${lightness} at ${value}: ${duty(value)}, ${wanted}`,
        );
      }
    }
  }
});

test('with a gamma of 1 the light is what the frame says, to two 256ths of a step', () => {
  const duty = dutyFunction(1);
  fc.assert(
    fc.property(levelArbitrary, (value) => assert.ok(Math.abs(duty(value) - (value / FULL) * FULL_DUTY) < 2)),
  );
});

test('a tree dimmed to a tenth keeps its shades: no two values are taken for one before it is time', () => {
  const duty = dutyFunction(2.2, 0.1);
  const shades = new Set(Array.from({ length: FULL + 1 }, (_, value) => duty(value)));
  assert.equal(shades.size, duty(FULL) + 1);
});

test('CIE lightness is what the standard’s tables say', () => {
  const lightness = createLightness('cie_lightness');
  for (const [lStar, percent] of [
    [0, 0],
    [5, 0.5535],
    [8, 0.8856],
    [25, 4.415],
    [50, 18.42],
    [75, 48.28],
    [100, 100],
  ] as const) {
    assert.ok(Math.abs(lightness(lStar / 100) * 100 - percent) < 0.006, `L* ${lStar}`);
  }
});

test('a measured curve goes through what was measured, without turning back in between', () => {
  fc.assert(
    fc.property(measured, (values) => {
      const lightness = createLightness(values);
      values.forEach((value, i) => {
        assert.ok(Math.abs(lightness(i / (values.length - 1)) - value) < 1e-9);
      });
      let last = 0;
      for (let i = 0; i <= 1000; i++) {
        const light = lightness(i / 1000);
        assert.ok(light >= last - 1e-12 && light <= 1 + 1e-12);
        last = light;
      }
    }),
  );
});

test('eleven measurements of a power law are as good as the law', () => {
  const measuredLaw = createLightness(Array.from({ length: 11 }, (_, i) => (i / 10) ** 2.2));
  for (let i = 0; i <= 100; i++) assert.ok(Math.abs(measuredLaw(i / 100) - (i / 100) ** 2.2) < 0.003, `${i}`);
});
