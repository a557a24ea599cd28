import assert from 'node:assert/strict';
import { test } from 'node:test';
import { restartDelay } from '../src/restart-delay.ts';

const DURATION_MS = 50;

async function isDelayed(env: Record<string, string>): Promise<boolean> {
  const ended = restartDelay(env, 4711, DURATION_MS).then(() => false);
  return await Promise.race([ended, new Promise<boolean>((resolve) => setImmediate(resolve, true))]);
}

test('who was handed sockets by systemd stays a while', async () => {
  assert.equal(await isDelayed({ LISTEN_PID: '4711', LISTEN_FDS: '1' }), true);
});

test('who was started by hand, or whose parent was handed sockets, leaves at once', async () => {
  assert.equal(await isDelayed({}), false);
  assert.equal(await isDelayed({ LISTEN_PID: '4710', LISTEN_FDS: '1' }), false);
});
