import assert from 'node:assert/strict';
import { test } from 'node:test';
import { restartDelay } from '../src/restart-delay.ts';
import { EX_CONFIG, EX_SOFTWARE, EX_UNAVAILABLE } from '../src/start-error.ts';

const DURATION_MS = 50;
const BY_SYSTEMD = { LISTEN_PID: '4711', LISTEN_FDS: '1' };

async function isDelayed(env: Record<string, string>, exitCode = EX_SOFTWARE): Promise<boolean> {
  const ended = restartDelay(exitCode, env, 4711, DURATION_MS).then(() => false);
  return await Promise.race([ended, new Promise<boolean>((resolve) => setImmediate(resolve, true))]);
}

test('a daemon with sockets of systemd delays its exit after an unexpected error', async () => {
  assert.equal(await isDelayed(BY_SYSTEMD), true);
});

test('it exits at once if a person has to act first, because systemd does not restart it then', async () => {
  assert.equal(await isDelayed(BY_SYSTEMD, EX_CONFIG), false);
  assert.equal(await isDelayed(BY_SYSTEMD, EX_UNAVAILABLE), false);
});

test('a daemon that was started by hand, or whose parent has sockets of systemd, exits at once', async () => {
  assert.equal(await isDelayed({}), false);
  assert.equal(await isDelayed({ LISTEN_PID: '4710', LISTEN_FDS: '1' }), false);
});
