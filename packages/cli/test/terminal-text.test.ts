import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { alignColumns, toJsonLine, toPrintable } from '../src/text/terminal-text.ts';

test('text from a configuration cannot control the terminal', () => {
  assert.equal(toPrintable('a\x1b[2Jb\nc\u202e🎄é·…'), 'a?[2Jb?c??é·…');
  fc.assert(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the point
    fc.property(fc.string({ unit: 'binary' }), (text) => !/[\x00-\x1f\x7f-\x9f]/.test(toPrintable(text))),
  );
});

test('JSON has no invisible character, and is that of the same value', () => {
  assert.equal(
    toJsonLine('a\u202e\u200b\u2028\u00a0\u0085\ue000\u3164 é🎄'),
    '"a\\u202e\\u200b\\u2028\\u00a0\\u0085\\ue000\\u3164 é🎄"',
  );
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
      const line = toJsonLine(value);
      assert.doesNotMatch(line, /[\p{C}\p{Zl}\p{Zp}]|[^\P{Zs} ]/u);
      assert.deepEqual(JSON.parse(line), JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('columns are as wide as their widest entry', () => {
  const rows = [
    ['a', 'b'],
    ['ccc', 'd'],
  ];
  assert.deepEqual(alignColumns(rows), ['a    b', 'ccc  d']);
});
