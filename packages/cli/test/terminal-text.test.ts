import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { alignColumns, toPrintable } from '../src/text/terminal-text.ts';

test('text from a configuration cannot control the terminal', () => {
  assert.equal(toPrintable('a\x1b[2Jb\nc\u202e🎄é·…'), 'a?[2Jb?c??é·…');
  fc.assert(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the point
    fc.property(fc.string({ unit: 'binary' }), (text) => !/[\x00-\x1f\x7f-\x9f]/.test(toPrintable(text))),
  );
});

test('columns are as wide as their widest entry', () => {
  const rows = [
    ['a', 'b'],
    ['ccc', 'd'],
  ];
  assert.deepEqual(alignColumns(rows), ['a    b', 'ccc  d']);
});
