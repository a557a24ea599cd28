import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { PROGRAMS } from '@garland/test-kit/programs';
import { startDriver } from '../start-driver.ts';
import { TokenFixture } from '../token-fixture.ts';
import { spawnGarland } from './spawn-garland.ts';

const UNPRIVILEGED_UID = 65_534;
const UNPRIVILEGED_HINT = 'run the tests as an ordinary user, or let user 65534 read this folder';
const asRoot: boolean = process.getuid?.() === 0;
const unprivileged = { cwd: '/', ...(asRoot && { uid: UNPRIVILEGED_UID }) };

/** An ordinary user is one already. */
function canRunUnprivileged(): boolean {
  const help = [PROGRAMS.cli, '--help'];
  return !asRoot || spawnSync(process.execPath, help, { uid: UNPRIVILEGED_UID, cwd: '/' }).status === 0;
}

describe('a user without permission', { skip: !canRunUnprivileged() && UNPRIVILEGED_HINT }, () => {
  it('cannot change tokens; the message names the folder, not a lock in it', async () => {
    const { files } = new TokenFixture();
    chmodSync(files.path, 0o555);
    chmodSync(join(files.path, '..'), 0o755);
    const revoke = ['token', 'revoke', 'anybody', '--dir', files.path];
    const { code, stderr } = await spawnGarland(revoke, unprivileged);
    chmodSync(files.path, 0o755);
    assert.equal(code, 4, stderr);
    assert.equal(stderr.split('\n')[0], `garland: Permission denied: ${files.path}.`);
  });

  it('cannot control the driver: exit code 4, and how to join the group', async (t) => {
    const driver = await startDriver(t);
    for (const path of [driver.folder, driver.path('run')]) chmodSync(path, asRoot ? 0o711 : 0o700);
    chmodSync(driver.localSocket, 0o000);
    const { code, stderr } = await spawnGarland(['status', '--socket', driver.localSocket], unprivileged);
    assert.equal(code, 4, stderr);
    assert.match(stderr, /usermod/);
  });
});
