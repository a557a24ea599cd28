import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ConnectionError, connectToDriver } from '@garland/protocol/client';
import { DriverProcess, driverDirectory } from './driver-process.ts';

type Socket = 'local' | 'root';

/** More than a listener's queue holds. */
const MANY = 5_000;

async function ask(t: TestContext, folder: string, name: Socket): Promise<string> {
  const client = await connectToDriver(join(folder, 'run', `${name}.sock`), { deadlineMs: 30_000 });
  t.after(() => client.close());
  return (await client.call('Status', {}, { deadlineMs: 30_000 })).state.animation;
}

/** Connects until a connection fails. @returns its error code */
async function fillQueue(t: TestContext, path: string): Promise<string> {
  for (let i = 0; i < MANY; i++) {
    const socket = connect({ path });
    t.after(() => socket.destroy());
    const error = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
      socket.once('connect', () => resolve(undefined));
      socket.on('error', resolve);
    });
    if (error) return error.code ?? '';
  }
  return 'none';
}

test('connections that fill the queue of local keep other members out, and not root', async (t) => {
  const folder = driverDirectory(t);
  const driver = await DriverProcess.startAndWait(t, folder);
  // While it does not accept any, the queue stays full.
  driver.child.kill('SIGSTOP');
  assert.equal(await fillQueue(t, join(folder, 'run/local.sock')), 'EAGAIN');
  const isFull = (error: unknown): boolean =>
    error instanceof ConnectionError && error.code === 'driver_unreachable';
  await assert.rejects(ask(t, folder, 'local'), isFull);
  const asRoot = ask(t, folder, 'root');
  driver.child.kill('SIGCONT');
  assert.equal(await asRoot, 'warm_white');
});
