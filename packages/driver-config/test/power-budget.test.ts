import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mistakes, read } from './read-text.ts';

test('a budget must cover the idle strip and the dimmest white', () => {
  const text = (budget: number, order = 'grb'): string =>
    `[strip]\npixels = 255\n[output]\nkind = "simulator"\nchip = "sk6812"\ncolor_order = "${order}"\n[power]\nbudget_ma = ${budget}\n`;
  // 255 pixels idle at 1 mA, and the dimmest white of 16 + 11 + 15 mA at two steps of 255; the white LED takes 20 mA.
  assert.deepEqual(mistakes(text(338)), ['- inconsistent power.budget_ma']);
  assert.deepEqual(mistakes(text(339)), []);
  assert.deepEqual(mistakes(text(378, 'grbw')), ['- inconsistent power.budget_ma']);
  assert.deepEqual(mistakes(text(379, 'grbw')), []);
  assert.throws(() => read(text(200)), /200 is too low: 255 dark pixels draw 255 mA .* another 84 mA/);
});

test('masked pixels draw their idle current, and no other', () => {
  const text = (budget: number): string =>
    `[strip]\npixels = 255\nleave_out = ["0-54"]\n[output]\nkind = "simulator"\n[power]\nbudget_ma = ${budget}\n`;
  // 255 idle pixels, and the dimmest white on 200: 200 × 42 × 2 / 255, rounded up.
  assert.deepEqual(mistakes(text(321)), []);
  assert.deepEqual(mistakes(text(320)), ['- inconsistent power.budget_ma']);
});
