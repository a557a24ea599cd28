import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '@garland/test-kit/support';
import { canReadJournals } from '../src/audit/journal-access.ts';

const BOTH = ['garland-driver', 'garland-gateway'];

test('a journal of a service that this user can’t read is noticed, and others do not count', (t) => {
  const folder = temporaryFolder(t);
  for (const name of ['0a1b', '0a1b.garland-driver', '0a1b.garland-gateway']) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'system.journal'), '');
  }
  const canRead = (namespaces: readonly string[], unreadable: string): boolean =>
    canReadJournals(namespaces, (file) => !file.includes(unreadable), [folder]);
  assert.equal(canRead(BOTH, 'garland-driver'), false);
  assert.equal(canRead(BOTH, 'garland-gateway'), false);
  assert.equal(canRead(['garland-gateway'], 'garland-driver'), true);
  assert.equal(canRead(BOTH, '/0a1b/'), true);
});

test('journals that do not exist, or not yet, are not kept from anyone', (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, '0a1b.garland-driver'));
  assert.equal(canReadJournals(BOTH, undefined, [folder, join(folder, 'missing')]), true);
});
