import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { client, DriverProcess, house, light, TELL_ABOUT_STRIP } from './driver-process.ts';
import { id } from './support.ts';

function state(folder: string, where: 'run' | 'state'): { animation: string; brightness?: number } {
  return JSON.parse(readFileSync(join(folder, where, 'state.json'), 'utf8'));
}

test('SIGTERM and SIGINT darken the strip once, in mid-fade too, and leave the state on disk and no socket', async (t) => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const folder = house(t, { light: 'crossfade_ms = 10000' });
    const driver = await DriverProcess.ready(t, folder, { preload: TELL_ABOUT_STRIP });
    const local = await client(t, folder);
    await light(t, folder);
    await local.call('Play', { id: id('rainbow') });
    await sleep(100);
    driver.signal(signal);
    driver.signal(signal);
    assert.equal(await driver.exit(), 0);
    assert.equal(driver.stderr, 'close: lit before true, dark after true\n');
    assert.equal(existsSync(join(folder, 'run/local.sock')), false);
    assert.equal(existsSync(join(folder, 'run/remote.sock')), false);
    assert.equal(state(folder, 'state').animation, 'rainbow');
    assert.deepEqual(driver.of('stopping')[0], { event: 'stopping', signal });
    assert.deepEqual(driver.of('stopped'), [{ event: 'stopped', exitCode: 0 }]);
  }
});

test('a second signal does not interrupt the darkening', async (t) => {
  const folder = house(t);
  const simulator = new URL('../src/output/simulator.js', import.meta.url).href;
  const driver = await DriverProcess.ready(t, folder, {
    preload: `${TELL_ABOUT_STRIP}
      import { Simulator as S } from ${JSON.stringify(simulator)};
      const told = S.prototype.close;
      S.prototype.close = function () {
        process.kill(process.pid, 'SIGTERM');
        told.call(this);
      };`,
  });
  driver.signal('SIGTERM');
  assert.equal(await driver.exit(), 0);
  assert.match(driver.stderr, /^close: lit before (true|false), dark after true\n$/);
  assert.equal(driver.of('stopped').length, 1);
});

test('a fault in the driver itself darkens the strip, says so, and ends with the code of its cause', async (t) => {
  const simulator = new URL('../src/output/simulator.js', import.meta.url).href;
  const output = new URL('../src/output/output.js', import.meta.url).href;
  for (const [thrown, code, problem] of [
    ["new TypeError('a bug')", 70, /^TypeError: a bug\n +at /],
    ["new OutputError('render_failed', 'the strip is on fire')", 69, /^the strip is on fire$/],
  ] as const) {
    const folder = house(t);
    const driver = await DriverProcess.ready(t, folder, {
      preload: `${TELL_ABOUT_STRIP}
        import { OutputError } from ${JSON.stringify(output)};
        import { Simulator as S } from ${JSON.stringify(simulator)};
        const { show } = S.prototype;
        let frames = 0;
        S.prototype.show = function () {
          show.call(this);
          if (this.shown.some((word) => word !== 0) && ++frames > 5) throw ${thrown};
        };`,
    });
    assert.equal(await driver.exit(), code);
    assert.match(String(driver.of('failed')[0]?.problem), problem);
    assert.equal(driver.stderr, 'close: lit before true, dark after true\n');
    assert.equal(existsSync(join(folder, 'run/remote.sock')), false);
    assert.deepEqual(driver.of('stopped'), [{ event: 'stopped', exitCode: code }]);
  }
});
