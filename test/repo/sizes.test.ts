import assert from 'node:assert/strict';
import { test } from 'node:test';
import { functionSizes } from './function-sizes.ts';
import { readSources } from './import-graph.ts';

const sources = readSources();
const lines = sources.map(({ path, text }) => ({ path, count: text.trimEnd().split('\n').length }));

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

test('no file has more than 300 lines', () => {
  assert.deepEqual(
    lines.filter(({ count }) => count > 300),
    [],
  );
});

test('the median file has at most 60 lines', () => {
  const size = median(lines.map(({ count }) => count));
  assert.ok(size <= 60, `${size}`);
});

test('the median function has at most 10 lines', (t) => {
  const sizes = functionSizes([...new Set(sources.map(({ path }) => path.slice(0, path.indexOf('/'))))]);
  t.diagnostic(
    `${sizes.length} functions, at the median ${median(sizes)} lines, at most ${Math.max(...sizes)}`,
  );
  assert.ok(sizes.length > 1_000);
  assert.ok(median(sizes) <= 10, `${median(sizes)}`);
});
