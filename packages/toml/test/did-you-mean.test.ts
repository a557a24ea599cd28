import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { didYouMean, integer, table } from '../src/index.ts';
import { problemsOf } from './problems-of.ts';

const KEYS = ['pixels', 'order', 'budget_ma', 'kind', 'turns', 'coordinates', 'runtime_dir', 'brightness'];
const SCHEMA = table(Object.fromEntries(KEYS.map((key) => [key, integer(0, 9)])));

/** The same word with one letter more, fewer, other, or two neighbours swapped. */
const slip = fc
  .record({
    key: fc.constantFrom(...KEYS),
    place: fc.nat(),
    letter: fc.oneof(
      fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 }),
      fc.constantFrom('é', '🎄'),
    ),
    kind: fc.constantFrom('insert', 'omit', 'replace', 'swap'),
  })
  .map(({ key, place, letter, kind }) => {
    const letters = [...key];
    const at = place % letters.length;
    const [here = '', next = ''] = letters.slice(at, at + 2);
    if (kind === 'insert') letters.splice(at, 0, letter);
    else if (kind === 'omit') letters.splice(at, 1);
    else if (kind === 'replace') letters.splice(at, 1, letter);
    else letters.splice(at, 2, next, here);
    return { key, misspelt: letters.join('') };
  })
  .filter(({ key, misspelt }) => key !== misspelt);

test('a key that is one slip away from a known one is always recognised', () => {
  fc.assert(
    fc.property(slip, ({ key, misspelt }) => {
      assert.equal(didYouMean(misspelt, KEYS), key);
      const [problem] = problemsOf(`${JSON.stringify(misspelt)} = 1`, SCHEMA);
      assert.match(problem?.message ?? '', new RegExp(`did you mean "${key}"`));
    }),
    { numRuns: 1000 },
  );
});

describe('what people write', () => {
  const WRITTEN: Readonly<Record<string, string>> = {
    budgetMa: 'budget_ma',
    'budget-ma': 'budget_ma',
    BUDGET_MA: 'budget_ma',
    budget: 'budget_ma',
    pixel: 'pixels',
    runtimedir: 'runtime_dir',
    brigthness: 'brightness',
    co_ordinates: 'coordinates',
  };
  for (const [word, key] of Object.entries(WRITTEN)) {
    test(`${word} is taken for ${key}`, () => assert.equal(didYouMean(word, KEYS), key));
  }

  for (const word of ['gamma', 'x', '', '-', 'zzzzzzzz', 'toString', '__proto__']) {
    test(`${JSON.stringify(word)} is taken for nothing`, () =>
      assert.equal(didYouMean(word, KEYS), undefined));
  }
});

test('even a word of two letters may have one wrong', () => {
  assert.equal(didYouMean('ix', ['id', 'rate']), 'id');
});

test('a key like no other is answered with those that are known', () => {
  const [problem] = problemsOf('zzzzzzzz = 1', SCHEMA);
  assert.match(problem?.message ?? '', /unknown key; valid keys: pixels, order, /);
});

test('a word of any length is compared in no time', () => {
  const start = performance.now();
  for (let i = 0; i < 100; i++) didYouMean('x'.repeat(100_000), KEYS);
  assert.ok(performance.now() - start < 1_000);
});
