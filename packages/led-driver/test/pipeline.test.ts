import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PowerConfig } from '@garland/driver-config';
import fc from 'fast-check';
import {
  crossfade,
  type Load,
  lightnessTable,
  linearise,
  PowerModel,
  quantise,
  UNITY,
} from '../src/output/pipeline.ts';

const FULL = 65535;
const level = fc.integer({ min: 0, max: FULL });
const gamma = fc.double({ min: 1, max: 3, noNaN: true });
const factor = fc.oneof(fc.constantFrom(0, 1, UNITY), fc.integer({ min: 0, max: UNITY }));

/** Any frame, with whole pixels; plain ones too, because they are the brightest. */
const frame = fc.integer({ min: 1, max: 1000 }).chain((pixels) =>
  fc.oneof(
    fc.constantFrom(0, FULL).map((value) => new Uint16Array(pixels * 3).fill(value)),
    fc
      .integer()
      .map((seed) => new Uint16Array(pixels * 3).map((_, i) => Math.imul(i + seed, 2654435761) >>> 16)),
    fc
      .array(level, { minLength: 3, maxLength: 9 })
      .map((some) => new Uint16Array(pixels * 3).map((_, i) => some[i % some.length]!)),
  ),
);

/** Any power configuration that the driver accepts, budgets near the edge among them. */
function powerFor(pixels: number): fc.Arbitrary<PowerConfig> {
  const ma = fc.double({ min: 0.1, max: 100, noNaN: true });
  return fc
    .record({
      red_ma: ma,
      green_ma: ma,
      blue_ma: ma,
      idle_ma: fc.double({ min: 0, max: 10, noNaN: true }),
      spare: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(({ spare, ...power }) => {
      const faintest = (pixels * (power.red_ma + power.green_ma + power.blue_ma)) / 255;
      const least = Math.ceil(pixels * power.idle_ma) + Math.ceil(faintest);
      return { ...power, budget_ma: Math.ceil(least + spare ** 3 * 300 * pixels) };
    });
}

const framed = frame.chain((pixels) => fc.tuple(fc.constant(pixels), powerFor(pixels.length / 3)));

function lineariseOne(value: number, exponent: number, brightness = UNITY): number {
  const linear = new Uint16Array(3);
  linearise(new Uint16Array([value, value, value]), brightness, lightnessTable(exponent), linear, newLoad());
  return linear[0]!;
}

function newLoad(): Load {
  return { red: 0, green: 0, blue: 0 };
}

/** The whole way from a frame to what is sent. */
function send(picture: Uint16Array, power: PowerConfig, brightness = UNITY, exponent = 2.2) {
  const words = new Uint32Array(picture.length / 3);
  const linear = new Uint16Array(picture.length);
  const load = newLoad();
  linearise(picture, brightness, lightnessTable(exponent), linear, load);
  const model = new PowerModel(power, words.length);
  const scale = model.limit(load);
  quantise(linear, scale, words);
  return { words, linear, load, model, scale };
}

function bytesOf(words: Uint32Array): { red: number; green: number; blue: number } {
  const sum = { red: 0, green: 0, blue: 0 };
  for (const word of words) {
    sum.red += (word >> 16) & 255;
    sum.green += (word >> 8) & 255;
    sum.blue += word & 255;
  }
  return sum;
}

function milliampsOf(words: Uint32Array, power: PowerConfig): number {
  const { red, green, blue } = bytesOf(words);
  return (
    words.length * power.idle_ma + (red * power.red_ma + green * power.green_ma + blue * power.blue_ma) / 255
  );
}

test('the lightness curve begins at nothing, ends at full, and never falls', () => {
  for (const exponent of [1, 1.2, 1.8, 2.2, 2.8, 3]) {
    const levels = Uint16Array.from({ length: FULL + 1 }, (_, i) => i);
    const padded = new Uint16Array(Math.ceil((FULL + 1) / 3) * 3);
    padded.set(levels);
    const linear = new Uint16Array(padded.length);
    linearise(padded, UNITY, lightnessTable(exponent), linear, newLoad());
    assert.equal(linear[0], 0);
    assert.equal(linear[FULL], FULL);
    let worst = 0;
    for (let value = 0; value <= FULL; value++) {
      assert.ok(value === 0 || linear[value]! >= linear[value - 1]!, `gamma ${exponent} falls at ${value}`);
      worst = Math.max(worst, Math.abs(linear[value]! - (value / FULL) ** exponent * FULL));
    }
    assert.ok(worst < 2, `gamma ${exponent} is off by ${worst} steps`);
  }
});

test('with a gamma of 1 the light is what the frame says, to the step', () => {
  fc.assert(fc.property(level, (value) => assert.equal(lineariseOne(value, 1), value)));
});

test('brightness comes before the lightness curve: half of it looks half as bright', () => {
  fc.assert(
    fc.property(level, gamma, factor, (value, exponent, brightness) => {
      const expected = ((value * brightness) / UNITY / FULL) ** exponent * FULL;
      // Rounding the perceptual value down costs a step where the curve is steepest: gamma steps of light.
      assert.ok(Math.abs(lineariseOne(value, exponent, brightness) - expected) <= 2 + exponent);
    }),
  );
});

test('at full brightness nothing is lost, and at none nothing shows', () => {
  fc.assert(
    fc.property(level, gamma, (value, exponent) => {
      assert.equal(lineariseOne(value, exponent, 0), 0);
      assert.ok(value < FULL || lineariseOne(value, exponent) === FULL);
    }),
  );
});

test('the load is the sum of the duties', () => {
  fc.assert(
    fc.property(frame, (picture) => {
      const { linear, load } = send(picture, {
        red_ma: 1,
        green_ma: 1,
        blue_ma: 1,
        idle_ma: 0,
        budget_ma: 1e6,
      });
      const sum = (channel: number) =>
        linear.reduce((total, value, i) => total + (i % 3 === channel ? value : 0), 0);
      assert.ok(Math.abs(load.red - sum(0) / FULL) < 1e-6);
      assert.ok(Math.abs(load.green - sum(1) / FULL) < 1e-6);
      assert.ok(Math.abs(load.blue - sum(2) / FULL) < 1e-6);
    }),
    { numRuns: 50 },
  );
});

test('whatever the frame and the power configuration, what is sent never draws more than the budget', () => {
  fc.assert(
    fc.property(framed, factor, gamma, ([picture, power], brightness, exponent) => {
      const { words } = send(picture, power, brightness, exponent);
      assert.ok(milliampsOf(words, power) <= power.budget_ma);
    }),
    { numRuns: 300 },
  );
});

test('a frame within the budget, with half an 8-bit step to spare, is not dimmed', () => {
  fc.assert(
    fc.property(framed, ([picture, power]) => {
      const { scale, load } = send(picture, power);
      const pixels = picture.length / 3;
      const light = load.red * power.red_ma + load.green * power.green_ma + load.blue * power.blue_ma;
      const reserve = ((power.red_ma + power.green_ma + power.blue_ma) * pixels) / 510;
      const fits = light + pixels * power.idle_ma + reserve <= power.budget_ma * (1 - 1e-9);
      if (fits) assert.equal(scale, UNITY);
      else if (light > 0) assert.ok(scale <= UNITY);
    }),
    { numRuns: 300 },
  );
});

test('a frame over the budget is dimmed no more than it must be', () => {
  const power: PowerConfig = { budget_ma: 1000, red_ma: 16, green_ma: 11, blue_ma: 15, idle_ma: 1 };
  const { words, scale } = send(new Uint16Array(300).fill(FULL), power);
  assert.ok(scale < UNITY);
  const drawn = milliampsOf(words, power);
  assert.ok(drawn > 1000 - (42 * 100) / 255 - 1 && drawn <= 1000, `${drawn} mA`);
});

test('the estimate is what is sent, within half an 8-bit step', () => {
  fc.assert(
    fc.property(framed, ([picture, power]) => {
      const { words, model, load, scale } = send(picture, power);
      const reserve = ((power.red_ma + power.green_ma + power.blue_ma) * words.length) / 510;
      const error = Math.abs(model.currentMa(load, scale) - milliampsOf(words, power));
      assert.ok(error <= reserve * 1.01 + 0.01, `${error} mA off`);
    }),
    { numRuns: 100 },
  );
});

test('every 16-bit value is rounded to the nearest byte, and packed as 0x00RRGGBB', () => {
  const words = new Uint32Array(1);
  for (let value = 0; value <= FULL; value++) {
    quantise(new Uint16Array([value, FULL - value, 0]), UNITY, words);
    const expected = (Math.round(value / 257) << 16) | (Math.round((FULL - value) / 257) << 8);
    assert.equal(words[0], expected);
  }
  quantise(new Uint16Array([0, 0, FULL]), UNITY, words);
  assert.equal(words[0], 0x0000ff);
  quantise(new Uint16Array([FULL, FULL, FULL]), UNITY, words);
  assert.equal(words[0], 0x00ffffff);
});

test('the power limit acts on light, after the curve: the colours keep their ratio', () => {
  const power: PowerConfig = { budget_ma: 300, red_ma: 10, green_ma: 10, blue_ma: 10, idle_ma: 0 };
  const picture = new Uint16Array(300).map((_, i) => [FULL, 52_000, 40_000][i % 3]!);
  const { words } = send(picture, power);
  const { red, green, blue } = bytesOf(words);
  assert.ok(Math.abs(green / red - (52_000 / FULL) ** 2.2) < 0.02);
  assert.ok(Math.abs(blue / red - (40_000 / FULL) ** 2.2) < 0.02);
});

test('a crossfade begins with the one picture, ends with the other, and is half of each in the middle', () => {
  fc.assert(
    fc.property(level, level, (a, b) => {
      const mixed = (weight: number): number => {
        const to = new Uint16Array([b]);
        crossfade(new Uint16Array([a]), to, weight);
        return to[0]!;
      };
      assert.equal(mixed(0), a);
      assert.equal(mixed(UNITY), b);
      assert.equal(mixed(UNITY / 2), Math.floor((a + b) / 2));
    }),
  );
});

test('a crossfade never leaves the range between its two pictures, and never turns back', () => {
  fc.assert(
    fc.property(level, level, fc.array(factor, { minLength: 2, maxLength: 20 }), (a, b, weights) => {
      let last = a;
      for (const weight of weights.sort((x, y) => x - y)) {
        const to = new Uint16Array([b]);
        crossfade(new Uint16Array([a]), to, weight);
        assert.ok(to[0]! >= Math.min(a, b) && to[0]! <= Math.max(a, b));
        assert.ok(Math.sign(to[0]! - last) !== -Math.sign(b - a) || b === a);
        last = to[0]!;
      }
    }),
  );
});

test('pixels that stay dark draw what an idle pixel does, and leave the others that much less', () => {
  const power: PowerConfig = { budget_ma: 200, red_ma: 10, green_ma: 10, blue_ma: 10, idle_ma: 2 };
  const load: Load = { red: 5, green: 5, blue: 5 };
  const [all, some] = [new PowerModel(power, 10), new PowerModel(power, 10, 25)];
  assert.equal(some.currentMa(load) - all.currentMa(load), 50);
  assert.equal(all.limit(load), UNITY);
  const scale = some.limit(load);
  assert.ok(scale < UNITY);
  assert.ok(some.currentMa(load, scale) <= 200 && some.currentMa(load, scale) > 195);
});
