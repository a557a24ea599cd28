import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { test } from 'node:test';
import { isSameVersion } from '../src/auth/file-snapshot.ts';

test('any mark that differs makes another version of a file, and none makes the same', () => {
  const stats = statSync(new URL(import.meta.url), { bigint: true });
  assert.equal(isSameVersion(stats, statSync(new URL(import.meta.url), { bigint: true })), true);
  for (const mark of ['dev', 'ino', 'size', 'mtimeNs', 'ctimeNs'] as const)
    assert.equal(isSameVersion(stats, Object.assign(Object.create(stats), { [mark]: 1n })), false, mark);
});
