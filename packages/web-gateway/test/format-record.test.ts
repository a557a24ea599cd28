import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { formatRecord } from '../src/audit/format-record.ts';

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

describe('a line of the audit trail', () => {
  test('is printable ASCII, and says what was to be said, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string({ unit: 'binary' })), (fields) => {
        const line = formatRecord({ fields });
        assert.match(line, PRINTABLE_ASCII);
        assert.deepEqual(JSON.parse(line), JSON.parse(JSON.stringify({ fields })));
      }),
    );
  });

  for (const [name, text, written] of [
    ['DEL in otherwise plain text', 'a\u007fb', 'a\\u007fb'],
    ['a control of C1', 'a\u009b2J', 'a\\u009b2J'],
    ['a line separator', 'a\u2028b', 'a\\u2028b'],
    ['a line break', 'a\n<0>b', 'a\\n<0>b'],
  ] as const)
    test(`has ${name} as an escape`, () => assert.equal(formatRecord({ text }), `{"text":"${written}"}`));

  test('cuts a text that is longer than 2000 characters, wherever it stands, and no shorter one', () => {
    const cut = (length: number): string => JSON.parse(formatRecord({ list: ['x'.repeat(length)] })).list[0];
    assert.equal(cut(2000), 'x'.repeat(2000));
    assert.equal(cut(2001), `${'x'.repeat(2000)}…`);
  });

  test('has the priority in front for the journal', () => {
    assert.equal(formatRecord({}, 4), '<4>{}');
    assert.equal(formatRecord({}), '{}');
  });
});
