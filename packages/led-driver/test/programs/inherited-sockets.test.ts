import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { CallError } from '@garland/protocol';
import { connectToDriver } from '@garland/protocol/client';
import { connectClient, createInheritedSocket, DriverProcess, driverDirectory } from './driver-process.ts';

test('sockets that systemd passes serve the role of their name, in either order', async (t) => {
  for (const names of ['remote:local', 'local:remote']) {
    const folder = driverDirectory(t);
    const paths = names.split(':').map((name) => join(folder, `passed-${name}.sock`));
    const sockets = await Promise.all(paths.map((path) => createInheritedSocket(t, path)));
    const descriptors = sockets.map(({ fd }) => fd);
    const driver = await DriverProcess.startAndWait(t, folder, { inherited: { descriptors, names } });
    for (const { release } of sockets) release();
    for (const role of ['remote', 'local'] as const) {
      const one = await connectToDriver(join(folder, `passed-${role}.sock`));
      t.after(() => one.close());
      const answer = one.call('SetBrightness', { percent: 50 });
      if (role === 'local') await answer;
      else await assert.rejects(answer, (error: CallError) => error.is('org.varlink.service.MethodNotFound'));
    }
    assert.equal(existsSync(join(folder, 'run/local.sock')), false);
    assert.equal(await driver.stop(), 0);
    assert.ok(existsSync(join(folder, 'passed-remote.sock')), 'they are the manager’s to remove');
  }
});

test('sockets under wrong names are refused', async (t) => {
  const folder = driverDirectory(t);
  const sockets = [
    await createInheritedSocket(t, join(folder, 'a.sock')),
    await createInheritedSocket(t, join(folder, 'b.sock')),
  ];
  const descriptors = sockets.map(({ fd }) => fd);
  const driver = new DriverProcess(t, {
    args: ['--config', join(folder, 'driver.toml')],
    inherited: { descriptors, names: 'remote:locale' },
  });
  assert.equal(await driver.exited, 73);
  assert.match(driver.stderr, /systemd passed sockets named remote, locale, but remote and local are needed/);
});

test('sockets that were meant for another process are left alone', async (t) => {
  const folder = driverDirectory(t);
  const sockets = [
    await createInheritedSocket(t, join(folder, 'a.sock')),
    await createInheritedSocket(t, join(folder, 'b.sock')),
  ];
  const descriptors = sockets.map(({ fd }) => fd);
  await DriverProcess.startAndWait(t, folder, {
    inherited: { descriptors, names: 'remote:local', pid: '1' },
  });
  assert.equal(
    await (await connectClient(t, folder)).call('Status', {}).then(({ state: now }) => now.output),
    'simulator',
  );
});
