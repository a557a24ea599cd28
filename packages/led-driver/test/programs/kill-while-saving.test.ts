import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '@garland/test-kit/support';
import { parseStoredSelection } from '../../src/engine/selection.ts';

test('a process that is killed at any moment leaves the old state or the new one, never half of one', async (t) => {
  const folder = temporaryFolder(t);
  const script = fileURLToPath(new URL('./save-loop.js', import.meta.url));
  for (let round = 0; round < 6; round++) {
    const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    await sleep(round);
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.ok(parseStoredSelection(readFileSync(join(folder, 'run/state.json'), 'utf8')));
  }
});
