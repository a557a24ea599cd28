import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { buildTimeS } from '../src/build-time.ts';

const folder = mkdtempSync(join(tmpdir(), 'garland-'));
after(() => rmSync(folder, { recursive: true }));

test('a program was built when its file says', () => {
  const program = join(folder, 'program.cjs');
  writeFileSync(program, '');
  utimesSync(program, 5, 1_700_000_000);
  assert.equal(buildTimeS(program), 1_700_000_000);
});

test('without a file, the time of the build is not known', () => {
  assert.equal(buildTimeS(join(folder, 'missing.cjs')), 0);
});
