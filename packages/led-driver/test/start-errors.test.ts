import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { describeExit } from '@garland/daemon';
import { readDriverConfig } from '@garland/driver-config';
import { parseOptions } from '../src/options.ts';
import { temporaryFolder } from './driver-fixtures.ts';

/** Asserts how the driver would exit after this. */
function assertExit(start: () => unknown, exitCode: number, message: RegExp): void {
  assert.throws(start, (error) => {
    const exit = describeExit(error);
    assert.equal(exit.exitCode, exitCode);
    assert.match(exit.message, message);
    return true;
  });
}

test('a wrong command line exits with 64 and shows the usage', () => {
  assertExit(() => parseOptions(['--colour']), 64, /^Unknown option '--colour'[\s\S]*Usage: garland-driver/);
  assertExit(() => parseOptions(['please']), 64, /Usage: garland-driver/);
});

test('a wrong configuration exits with 78 and reports every mistake', (t) => {
  const file = join(temporaryFolder(t), 'driver.toml');
  writeFileSync(file, '[strip]\npixels = 20\n[light]\ngama = 2\nbrightness = 101\n');
  assertExit(
    () => readDriverConfig(file, {}),
    78,
    /driver\.toml:4: light\.gama: unknown key; did you mean "gamma"\?\n.*:5: light\.brightness: must be/,
  );
  assertExit(
    () => readDriverConfig('/nowhere/driver.toml', {}),
    78,
    /^\/nowhere\/driver\.toml: does not exist; name another/,
  );
});
