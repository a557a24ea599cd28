import assert from 'node:assert/strict';
import { closeSync, fstatSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { isJournalStream } from '../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'garland-journal-'));
const [one, other] = [openSync(join(folder, 'one'), 'w'), openSync(join(folder, 'other'), 'w')];
after(() => {
  closeSync(one);
  closeSync(other);
  rmSync(folder, { recursive: true });
});

const { dev, ino } = fstatSync(one, { bigint: true });

test('the journal is the stream that the variable names', () => {
  assert.equal(isJournalStream(one, { JOURNAL_STREAM: `${dev}:${ino}` }), true);
});

test('another stream is not, though the variable was handed on', () => {
  assert.equal(isJournalStream(other, { JOURNAL_STREAM: `${dev}:${ino}` }), false);
});

for (const named of [undefined, '', 'x', `${dev}`, `${dev}:`, `${dev}:${ino} `, `${dev}:0${ino}`])
  test(`no stream is when the variable says ${named}`, () =>
    assert.equal(isJournalStream(one, { JOURNAL_STREAM: named }), false));

test('nor is a stream without a descriptor', () => {
  assert.equal(isJournalStream(undefined, { JOURNAL_STREAM: `${dev}:${ino}` }), false);
});
