import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ConnectionError, type ConnectionErrorCode, connectToDriver } from '../src/client/index.ts';
import { startFakeService, temporaryFolder } from './fake-service.ts';

/** Anyone who is not root, for whom file modes mean something. */
const NOBODY = 65534;

async function refusal(path: string): Promise<ConnectionErrorCode> {
  const error = await connectToDriver(path).then(
    () => assert.fail('it connected'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ConnectionError, String(error));
  return error.code;
}

describe('no driver is away more than', () => {
  test('one whose socket does not exist', async (t) => {
    assert.equal(await refusal(join(temporaryFolder(t), 'none.sock')), 'driver_unreachable');
  });

  test('one whose folder does not exist', async () => {
    assert.equal(await refusal('/nonexistent/driver.sock'), 'driver_unreachable');
  });

  test('one that died and left its socket', async (t) => {
    const path = join(temporaryFolder(t), 'stale.sock');
    const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
    spawnSync(process.execPath, ['-e', script]);
    assert.equal(await refusal(path), 'driver_unreachable');
  });

  test('one whose socket is a plain file', async (t) => {
    const path = join(temporaryFolder(t), 'file');
    writeFileSync(path, '');
    assert.equal(await refusal(path), 'driver_unreachable');
  });

  for (const [title, path] of [
    ['longer than a socket address', `/tmp/${'x'.repeat(200)}`],
    ['empty', ''],
    ['broken by a NUL', '/tmp/a\0b'],
  ] as const) {
    test(`one whose path is ${title}`, async () => assert.equal(await refusal(path), 'driver_unreachable'));
  }
});

for (const [title, lock] of [
  ['a socket whose mode keeps this user out', (path: string) => chmodSync(path, 0o600)],
  ['a folder whose mode keeps this user out', (path: string) => chmodSync(join(path, '..'), 0o700)],
] as const) {
  test(`${title} is permission_denied`, async (t) => {
    const { path } = await startFakeService(t);
    chmodSync(join(path, '..'), 0o755);
    lock(path);
    const script = fileURLToPath(new URL('connect-as-user.js', import.meta.url));
    if (process.getuid?.() !== 0) {
      chmodSync(path, 0);
      assert.equal(await refusal(path), 'permission_denied');
      return;
    }
    const { stdout, stderr } = spawnSync(process.execPath, [script, path, String(NOBODY)], {
      encoding: 'utf8',
    });
    assert.equal(stdout, 'permission_denied\n', stderr);
  });
}

test('a listener that never accepts is connected, and its silence is for the call to time', async (t) => {
  const folder = join(temporaryFolder(t), 'run');
  mkdirSync(folder);
  const path = join(folder, 'silent.sock');
  const server = createServer({ pauseOnConnect: true }).listen(path);
  t.after(() => server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const client = await connectToDriver(path);
  t.after(() => client.close());
  await assert.rejects(client.call('Status', {}, { deadlineMs: 20 }), { code: 'timed_out' });
});
