import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mistakes, read } from './read-text.ts';

const SIMULATED = '[strip]\npixels = 100\n[output]\nkind = "simulator"\n';
const REAL = SIMULATED.replace('simulator', 'ws281x');

describe('a real strip needs a budget', () => {
  test('without a section, at the line of its output', () => {
    assert.deepEqual(mistakes(REAL), ['4 missing_key power.budget_ma']);
    assert.throws(
      () => read(REAL),
      /driver\.toml:4: power\.budget_ma: is missing; it must be a whole number from 50 to 200000 milliamps: the most that/,
    );
  });

  test('in its section, at the line of that', () => {
    assert.deepEqual(mistakes(`${REAL}[power]\nred_ma = 20\n`), ['5 missing_key power.budget_ma']);
  });

  test('together with all other mistakes', () => {
    const text = `${REAL.replace('100', '0')}gpio = 13\n[light]\nbrightness = 200\n`;
    assert.deepEqual(mistakes(text), [
      '2 out_of_range strip.pixels',
      '4 missing_key power.budget_ma',
      '5 not_allowed output.gpio',
      '7 out_of_range light.brightness',
    ]);
  });

  test('the control: with one it is accepted', () => {
    assert.equal(read(`${REAL}[power]\nbudget_ma = 900\n`).power.budget_ma, 900);
  });
});

describe('a simulation needs none', () => {
  test('then nothing is dimmed: full white, and a step for rounding', () => {
    assert.equal(read(SIMULATED).power.budget_ma, 100 * 61 + Math.ceil((100 * 60) / 255));
    const white = read(SIMULATED.replace('"\n', '"\nchip = "sk6812"\ncolor_order = "grbw"\n'));
    assert.equal(white.power.budget_ma, 100 * 57 + Math.ceil((100 * 56) / 255));
  });

  test('however long and hungry the strip is, within the largest budget', () => {
    const hungry = '[power]\nred_ma = 100\ngreen_ma = 100\nblue_ma = 100\nidle_ma = 10\n';
    assert.equal(read(SIMULATED.replace('100', '1000') + hungry).power.budget_ma, 200_000);
  });

  test('but one that is set is valid', () => {
    assert.equal(read(`${SIMULATED}[power]\nbudget_ma = 900\n`).power.budget_ma, 900);
  });
});

test('a budget must cover the idle strip and the dimmest white', () => {
  const text = (budget: number, order = 'grb'): string =>
    `[strip]\npixels = 255\n[output]\nkind = "simulator"\nchip = "sk6812"\ncolor_order = "${order}"\n[power]\nbudget_ma = ${budget}\n`;
  // 255 pixels idle at 1 mA, and the dimmest white of 20 + 20 + 20 mA at two steps of 255; with a white LED 12 + 12 + 12 + 20.
  assert.deepEqual(mistakes(text(374)), ['- inconsistent power.budget_ma']);
  assert.deepEqual(mistakes(text(375)), []);
  assert.deepEqual(mistakes(text(366, 'grbw')), ['- inconsistent power.budget_ma']);
  assert.deepEqual(mistakes(text(367, 'grbw')), []);
  assert.throws(() => read(text(200)), /200 is too low: 255 dark pixels draw 255 mA .* another 120 mA/);
});

test('and all else that the supply feeds', () => {
  const text = (budget: number): string =>
    `[strip]\npixels = 255\n[output]\nkind = "simulator"\n[power]\nbudget_ma = ${budget}\nother_ma = 700\n`;
  assert.deepEqual(mistakes(text(1074)), ['- inconsistent power.budget_ma']);
  assert.deepEqual(mistakes(text(1075)), []);
  assert.throws(() => read(text(500)), /500 is too low: power\.other_ma takes 700 mA, 255 dark pixels/);
});

test('masked pixels draw their idle current, and no other', () => {
  const text = (budget: number): string =>
    `[strip]\npixels = 255\nleave_out = ["0-54"]\n[output]\nkind = "simulator"\n[power]\nbudget_ma = ${budget}\n`;
  // 255 idle pixels, and the dimmest white on 200: 200 × 60 × 2 / 255, rounded up.
  assert.deepEqual(mistakes(text(350)), []);
  assert.deepEqual(mistakes(text(349)), ['- inconsistent power.budget_ma']);
});
