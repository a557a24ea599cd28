import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { test } from 'node:test';
import { isSameVersion } from '../src/auth/file-snapshot.ts';

test('any mark that differs makes another version of a file, and none makes the same', () => {
  const stats = statSync(new URL(import.meta.url));
  assert.equal(isSameVersion(stats, statSync(new URL(import.meta.url))), true);
  for (const mark of ['dev', 'ino', 'size', 'mtimeMs', 'ctimeMs'] as const)
    assert.equal(isSameVersion(stats, Object.assign(Object.create(stats), { [mark]: 1 })), false, mark);
});
