import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DriverClient } from '@garland/protocol/client';
import { id } from '../driver-fixtures.ts';
import {
  connectClient,
  DriverProcess,
  driverDirectory,
  REPORT_STRIP_ON_CLOSE,
  waitUntilLit,
} from './driver-process.ts';

function state(folder: string, where: 'run' | 'state'): { animation: string; brightness?: number } {
  return JSON.parse(readFileSync(join(folder, where, 'state.json'), 'utf8'));
}

/** Waits for some frames of an animation: they are in mid-fade for as long as that takes. */
async function waitUntilShown(client: DriverClient, animation: string): Promise<void> {
  let frames = 0;
  for await (const frame of client.stream('Frames', {}))
    if (frame.animation === animation && ++frames === 3) break;
}

test('SIGTERM and SIGINT darken the strip once, in mid-fade too, and leave the state on disk and no socket', async (t) => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const folder = driverDirectory(t, { light: 'crossfade_ms = 10000' });
    const driver = await DriverProcess.startAndWait(t, folder, { preload: REPORT_STRIP_ON_CLOSE });
    const local = await connectClient(t, folder);
    await waitUntilLit(t, folder);
    await local.call('Play', { id: id('rainbow') });
    await waitUntilShown(local, 'rainbow');
    driver.child.kill(signal);
    driver.child.kill(signal);
    assert.equal(await driver.exited, 0);
    assert.equal(driver.stderr, 'close: lit before true, dark after true\n');
    assert.equal(existsSync(join(folder, 'run/local.sock')), false);
    assert.equal(existsSync(join(folder, 'run/remote.sock')), false);
    assert.equal(state(folder, 'state').animation, 'rainbow');
    assert.deepEqual(driver.recordsOf('stopping')[0], { event: 'stopping', signal });
    assert.deepEqual(driver.recordsOf('stopped'), [{ event: 'stopped', exitCode: 0 }]);
  }
});

test('a second signal does not interrupt the darkening', async (t) => {
  const folder = driverDirectory(t);
  const simulator = new URL('../../src/output/simulator.js', import.meta.url).href;
  const driver = await DriverProcess.startAndWait(t, folder, {
    preload: `${REPORT_STRIP_ON_CLOSE}
      import { Simulator as S } from ${JSON.stringify(simulator)};
      const { close: reportAndClose } = S.prototype;
      S.prototype.close = function () {
        process.kill(process.pid, 'SIGTERM');
        reportAndClose.call(this);
      };`,
  });
  await waitUntilLit(t, folder);
  assert.equal(await driver.stop(), 0);
  assert.equal(driver.stderr, 'close: lit before true, dark after true\n');
  assert.equal(driver.recordsOf('stopped').length, 1);
});

test('a fault in the driver itself darkens the strip, says so, and ends with the code of its cause', async (t) => {
  const simulator = new URL('../../src/output/simulator.js', import.meta.url).href;
  const output = new URL('../../src/output/output.js', import.meta.url).href;
  for (const [thrown, exitCode, problem] of [
    ["new TypeError('a bug')", 70, /^TypeError: a bug\n +at /],
    ["new OutputError('render_failed', 'the strip is on fire')", 74, /^the strip is on fire$/],
  ] as const) {
    const folder = driverDirectory(t);
    const driver = await DriverProcess.startAndWait(t, folder, {
      preload: `${REPORT_STRIP_ON_CLOSE}
        import { OutputError } from ${JSON.stringify(output)};
        import { Simulator as S } from ${JSON.stringify(simulator)};
        const { show } = S.prototype;
        let frames = 0;
        S.prototype.show = function () {
          show.call(this);
          if (this.shown.some((word) => word !== 0) && ++frames > 5) throw ${thrown};
        };`,
    });
    assert.equal(await driver.exited, exitCode);
    assert.match(String(driver.recordsOf('fatal_error')[0]?.problem), problem);
    assert.equal(driver.stderr, 'close: lit before true, dark after true\n');
    assert.equal(existsSync(join(folder, 'run/remote.sock')), false);
    assert.deepEqual(driver.recordsOf('stopped'), [{ event: 'stopped', exitCode }]);
  }
});
