import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { connect as connectSocket } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { BUILT_IN_IDS } from '@garland/animations';
import { CallError } from '@garland/protocol';
import { call } from '../control-kit.ts';
import { eventually, id } from '../driver-fixtures.ts';
import { connectClient, DriverProcess, driverDirectory, writeConfig } from './driver-process.ts';

function state(folder: string, where: 'run' | 'state'): { animation: string; brightness?: number } {
  return JSON.parse(readFileSync(join(folder, where, 'state.json'), 'utf8'));
}

test('SIGHUP and Reload apply a change, or refuse all of it if it is invalid or needs a restart', async (t) => {
  const folder = driverDirectory(t);
  const driver = await DriverProcess.startAndWait(t, folder);
  const [local, remote] = [await connectClient(t, folder), await connectClient(t, folder, 'remote')];
  const remoteIds = async (): Promise<string[]> =>
    (await remote.call('List', {})).entries.map((entry) => entry.id);
  assert.deepEqual(await remoteIds(), [...BUILT_IN_IDS]);

  writeConfig(folder, { rest: '[remote]\nallow = ["off", "snow"]\n' });
  driver.child.kill('SIGHUP');
  await driver.record('config_reloaded');
  assert.deepEqual(driver.recordsOf('config_reloaded'), [
    { event: 'config_reloaded', requestedBy: 'signal', changed: ['remote.allow'] },
  ]);
  assert.deepEqual(await remoteIds(), ['off', 'snow']);
  await assert.rejects(remote.call('Play', { id: id('fire') }), (error: CallError) => {
    return error.is('io.garland.Driver.UnknownAnimation') && error.parameters.id === 'fire';
  });

  writeConfig(folder, { light: 'gamma = 9', rest: '[remote]\nallow = ["fire"]\n' });
  driver.child.kill('SIGHUP');
  await driver.record('config_reload_rejected');
  await assert.rejects(local.call('Reload', {}), (error: CallError) => {
    return (
      error.is('io.garland.Driver.InvalidConfiguration') &&
      /light\.gamma/.test(error.parameters.problems[0] ?? '')
    );
  });

  writeConfig(folder, { pixels: 30, rest: '[remote]\nallow = ["fire"]\n' });
  await assert.rejects(local.call('Reload', {}), (error: unknown) => {
    return (
      error instanceof CallError &&
      error.is('io.garland.Driver.RestartRequired') &&
      error.parameters.keys.join() === 'strip.pixels'
    );
  });
  assert.deepEqual(await remoteIds(), ['off', 'snow']);

  writeConfig(folder, { light: 'brightness = 60', rest: '[remote]\nallow = ["fire"]\n' });
  assert.deepEqual(await local.call('Reload', {}), { changed: ['light.brightness', 'remote.allow'] });
  assert.deepEqual(await remoteIds(), ['fire']);
  assert.equal((await local.call('Status', {})).state.brightness, 60);
});

test('SIGHUP before the driver is ready does not end it, and takes effect once it is', async (t) => {
  const folder = driverDirectory(t);
  const driver = await DriverProcess.startAndWait(t, folder, {
    // The very first moment at which there is a listener at all.
    preload: `process.on('newListener', (name) => {
      if (name === 'SIGHUP') queueMicrotask(() => process.kill(process.pid, 'SIGHUP'));
    });`,
  });
  await driver.record('config_reloaded');
  const events = driver.records.map(({ event }) => event);
  assert.ok(events.indexOf('config_reloaded') > events.indexOf('starting'));
  assert.equal((await (await connectClient(t, folder)).call('Status', {})).state.animation, 'warm_white');
});

test('a driver whose log has no reader any more goes on', async (t) => {
  const folder = driverDirectory(t);
  const driver = await DriverProcess.startAndWait(t, folder);
  driver.child.stdout?.destroy();
  const local = await connectClient(t, folder);
  for (const name of ['snow', 'fire', 'off'] as const) await local.call('Play', { id: id(name) });
  assert.equal((await local.call('Status', {})).state.animation, 'off');
  assert.ok(driver.isRunning);
});

test('an unusable runtime directory is reported, and the tree plays on', async (t) => {
  const folder = driverDirectory(t);
  const driver = await DriverProcess.startAndWait(t, folder);
  const local = await connectClient(t, folder);
  mkdirSync(join(folder, 'run/state.json/x'), { recursive: true });
  const { state: now } = await local.call('Play', { id: id('snow') });
  assert.equal(now.animation, 'snow');
  await driver.record('state_write_failed');
  assert.equal(await driver.stop(), 0);
  assert.equal(state(folder, 'state').animation, 'snow');
});

test('a process shows no more than a glimmer in its first second, so restarts do not flash', async (t) => {
  const folder = driverDirectory(t);
  const simulator = new URL('../../src/output/simulator.js', import.meta.url).href;
  const driver = await DriverProcess.startAndWait(t, folder, {
    preload: `
      import { Simulator } from ${JSON.stringify(simulator)};
      const { show } = Simulator.prototype;
      Simulator.prototype.show = function () {
        show.call(this);
        const [red, green, blue] = [16, 8, 0].map((shift) => (this.shown[0] >> shift) & 255);
        const luminance = (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
        process.stderr.write(performance.now() + ' ' + luminance.toFixed(4) + '\\n');
      };`,
  });
  await driver.output(/ 0\.[2-9]/);
  await driver.stop();
  const frames = driver.stderr
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number));
  const [firstLightMs = 0] = frames.find(([, luminance]) => luminance! >= 0.1) ?? [];
  assert.ok(firstLightMs >= 1_000, `light after ${firstLightMs} ms`);
});

test('frames go on while both sockets are flooded, and memory and log stay bounded', async (t) => {
  const folder = driverDirectory(t, { light: 'animation = "rainbow"\nframes_per_second = 50' });
  const driver = await DriverProcess.startAndWait(t, folder);
  const frames: number[] = [];
  const abort = new AbortController();
  const watching = (async () => {
    for await (const { number } of (await connectClient(t, folder)).stream(
      'Frames',
      {},
      { signal: abort.signal },
    ))
      frames.push(number);
  })();
  await eventually(() => frames.length > 0);

  let flooding = true;
  const flood = (role: string, text: string): void => {
    if (!flooding) return;
    const socket = connectSocket(join(folder, 'run', `${role}.sock`));
    socket.on('error', () => {});
    socket.on('close', () => setImmediate(() => flood(role, text)));
    socket.on('data', () => {});
    socket.write(text.repeat(500));
  };
  const framesWithin = async (ms: number): Promise<number> => {
    const before = frames.at(-1) ?? 0;
    await sleep(ms);
    return (frames.at(-1) ?? 0) - before;
  };
  // On a busy machine both are fewer.
  const quiet = await framesWithin(1_000);
  flood('remote', call('Play', { id: 'snow' }));
  flood('remote', call('Explode'));
  flood('remote', 'garbage\0');
  flood('local', `${JSON.stringify({ method: 'x', parameters: { a: 'y'.repeat(3_000) } })}\0`);
  const flooded = await framesWithin(1_000);
  flooding = false;
  assert.ok(flooded > quiet / 10, `${flooded} frames, ${quiet} without the flood`);
  assert.ok(driver.records.length < 1_500, `${driver.records.length} records`);
  abort.abort();
  await watching;
  const status = readFileSync(`/proc/${driver.child.pid}/status`, 'utf8');
  assert.ok(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) < 200_000, 'memory is bounded');
});
