import assert from 'node:assert/strict';
import { test } from 'node:test';
import { budgetAdvice } from '../src/budget-advice.ts';
import { read } from './read-text.ts';

/** A hundred pixels of 61 mA. */
const adviceOn = (power: string, kind = 'ws281x') =>
  budgetAdvice(read(`[strip]\npixels = 100\n[output]\nkind = "${kind}"\n[power]\n${power}\n`));

test('a budget that can never limit is reported, with the value that can', () => {
  const advice = adviceOn('budget_ma = 20000');
  assert.match(advice?.problem ?? '', /20000, but full white takes only 6100 mA: .*never limits/);
  assert.match(advice?.fix ?? '', /weakest of supply, wires, plugs and fuse.*set it to 6100/);
  assert.equal(adviceOn('budget_ma = 6100'), undefined);
});

test('the rest of the supply is no reserve of the strip', () => {
  assert.ok(adviceOn('budget_ma = 7000'));
  assert.equal(adviceOn('budget_ma = 7000\nother_ma = 1000'), undefined);
});

test('masked pixels make no white', () => {
  const text = (budget: number) =>
    `[strip]\npixels = 100\nleave_out = ["0-49"]\n[output]\nkind = "ws281x"\n[power]\nbudget_ma = ${budget}\n`;
  assert.ok(budgetAdvice(read(text(3200))));
  assert.equal(budgetAdvice(read(text(3100))), undefined);
});

test('a budget under a tenth of full white is reported as dim', () => {
  assert.match(adviceOn('budget_ma = 600')?.problem ?? '', /most pictures will be dim/);
  assert.equal(adviceOn('budget_ma = 620'), undefined);
});

test('the value that is advised is never reported itself, whatever the currents', () => {
  for (const red_ma of [0.1, 0.45, 17.3])
    for (const pixels of [1, 2, 7, 300]) {
      const text = (budget: number) =>
        `[strip]\npixels = ${pixels}\n[output]\nkind = "ws281x"\n[power]\nred_ma = ${red_ma}\nbudget_ma = ${budget}\n`;
      const [, advised] =
        /carry full white, set it to (\d+)/.exec(budgetAdvice(read(text(200_000)))?.fix ?? '') ?? [];
      assert.equal(budgetAdvice(read(text(Number(advised)))), undefined, `${pixels} of ${red_ma}`);
    }
});

test('there is nothing to protect in a simulation', () => {
  assert.equal(adviceOn('budget_ma = 20000', 'simulator'), undefined);
});
