import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, linkSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { connect as connectSocket, createServer } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CallError } from '@garland/protocol';
import { connect } from '@garland/protocol/client';
import { PRODUCT } from '../src/product.ts';
import { call } from './control-kit.ts';
import { client, DriverProcess, TELL_ABOUT_STRIP, writeConfig } from './driver-process.ts';
import { eventually, id, isRoot, temporaryFolder } from './support.ts';

function house(t: TestContext, options: Parameters<typeof writeConfig>[1] = {}): string {
  const folder = temporaryFolder(t);
  writeConfig(folder, options);
  return folder;
}

function state(folder: string, where: 'run' | 'state'): { animation: string; brightness?: number } {
  return JSON.parse(readFileSync(join(folder, where, 'state.json'), 'utf8'));
}

interface Passed {
  readonly fd: number;
  /** Leaves it to the process that it was passed to. */
  release(): void;
}

/** A listening socket, made as systemd makes it. */
async function listeningSocket(t: TestContext, path: string): Promise<Passed> {
  const server = createServer();
  // Closing a server removes its path, so the one that stays is another name of the same socket.
  server.listen(`${path}.made`);
  await once(server, 'listening');
  linkSync(`${path}.made`, path);
  t.after(() => server.close());
  const { fd } = (server as unknown as { _handle: { fd: number } })._handle;
  return { fd, release: () => server.close() };
}

test('--help and --version answer and do nothing else', async (t) => {
  const help = new DriverProcess(t, { args: ['--help', '--config', '/nowhere'] });
  assert.equal(await help.exit(), 0);
  assert.match(help.stdout, /^Usage: garland-driver/);
  const version = new DriverProcess(t, { args: ['--version'] });
  assert.equal(await version.exit(), 0);
  assert.equal(version.stdout, `${PRODUCT.version}\n`);
});

test('--check tells of a sound configuration, and starts nothing', async (t) => {
  const folder = house(t);
  const file = join(folder, 'driver.toml');
  const check = new DriverProcess(t, { args: ['--check', '-c', file] });
  assert.equal(await check.exit(), 0);
  assert.equal(check.stdout, `${file}: no mistakes found\n`);
  assert.equal(existsSync(join(folder, 'run')), false);
});

test('each reason not to start has its exit code, and says on standard error what to do', async (t) => {
  const wrong = house(t, { light: 'gama = 2\nbrightness = 101' });
  const blocked = house(t);
  mkdirSync(join(blocked, 'run'), { mode: 0o755 });
  writeFileSync(join(blocked, 'run/local.sock'), '');
  const hardware = house(t);
  const file = join(hardware, 'driver.toml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"simulator"', '"ws281x"'));

  const causes: [args: string[], code: number, message: RegExp][] = [
    [['--colour'], 64, /^garland-driver: Unknown option '--colour'[\s\S]*Usage:/],
    [['please'], 64, /Usage:/],
    [['--config', '/nowhere/driver.toml'], 78, /^garland-driver: \/nowhere\/driver\.toml: does not exist\n$/],
    [
      ['--check', '--config', join(wrong, 'driver.toml')],
      78,
      /driver\.toml:6: light\.gama: unknown key; did you mean "gamma"\?\n.*:7: light\.brightness: must be/,
    ],
    [['--config', join(wrong, 'driver.toml')], 78, /light\.gama/],
    [['--config', join(blocked, 'driver.toml')], 73, /local\.sock exists and is not a socket/],
    isRoot
      ? [['--config', file], 69, /LED hardware can't be used on GPIO 18|rpi-ws281x-native can't be loaded/]
      : [['--config', file], 77, /only root can drive the LED hardware/],
  ];
  await Promise.all(
    causes.map(async ([args, code, message]) => {
      if (code === 69 && process.env.GARLAND_TEST_STRIP === '1') return;
      const driver = new DriverProcess(t, { args });
      assert.equal(await driver.exit(), code, args.join(' '));
      assert.match(driver.stderr, message);
      assert.equal(driver.of('ready').length, 0);
    }),
  );
});

test('SIGTERM and SIGINT darken the strip once, in mid-fade too, and leave the state on disk and no socket', async (t) => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const folder = house(t, { light: 'crossfade_ms = 10000' });
    const driver = await DriverProcess.ready(t, folder, { preload: TELL_ABOUT_STRIP });
    const local = await client(t, folder);
    await sleep(100);
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
          if (++frames > 5) throw ${thrown};
        };`,
    });
    assert.equal(await driver.exit(), code);
    assert.match(String(driver.of('failed')[0]?.problem), problem);
    assert.equal(driver.stderr, 'close: lit before true, dark after true\n');
    assert.equal(existsSync(join(folder, 'run/remote.sock')), false);
    assert.deepEqual(driver.of('stopped'), [{ event: 'stopped', exitCode: code }]);
  }
});

test('a start that fails half-way undoes what it had done', async (t) => {
  const folder = house(t);
  const { fd: remote } = await listeningSocket(t, join(folder, 'remote.sock'));
  const notASocket = openSync(join(folder, 'driver.toml'), 'r');
  const driver = new DriverProcess(t, {
    args: ['--config', join(folder, 'driver.toml')],
    preload: TELL_ABOUT_STRIP,
    passed: { descriptors: [remote, notASocket], names: 'remote:local' },
  });
  assert.equal(await driver.exit(), 73);
  assert.match(driver.stderr, /can't listen on descriptor 4: /);
  assert.match(driver.stderr, /close: lit before (true|false), dark after true\n/);
  assert.equal(driver.of('ready').length, 0);
});

test('what was acknowledged is there again after SIGKILL', async (t) => {
  const folder = house(t);
  const first = await DriverProcess.ready(t, folder);
  const local = await client(t, folder);
  await local.call('SetBrightness', { percent: 37 });
  const { state: acknowledged } = await local.call('Play', { id: id('meteor') });
  first.signal('SIGKILL');
  await first.exit();
  assert.equal(existsSync(join(folder, 'state/state.json')), false);

  const second = await DriverProcess.ready(t, folder);
  const { state: restored } = await (await client(t, folder)).call('Status', {});
  for (const key of ['animation', 'brightness', 'since', 'chosenBy'] as const) {
    assert.equal(restored[key], acknowledged[key]);
  }
  assert.deepEqual(second.of('state_restored'), [
    { event: 'state_restored', animation: 'meteor', brightness: 37 },
  ]);
});

test('a corrupt state is reported and set aside, and the driver starts', async (t) => {
  const folder = house(t);
  mkdirSync(join(folder, 'state'));
  writeFileSync(join(folder, 'state/state.json'), '{"version":1,"anim');
  const driver = await DriverProcess.ready(t, folder);
  assert.equal(driver.of('state_corrupt').length, 1);
  assert.ok(existsSync(join(folder, 'state/state.json.corrupt')));
  assert.equal(driver.of('ready')[0]?.animation, 'warm_white');
});

test('a second driver is refused, and the first goes on', async (t) => {
  const folder = house(t);
  await DriverProcess.ready(t, folder);
  const second = new DriverProcess(t, { args: ['--config', join(folder, 'driver.toml')] });
  assert.equal(await second.exit(), 73);
  assert.match(second.stderr, /remote\.sock is in use: another driver is running/);
  const { state: now } = await (await client(t, folder)).call('Play', { id: id('snow') });
  assert.equal(now.animation, 'snow');
  assert.equal((await (await client(t, folder, 'remote')).call('Status', {})).state.animation, 'snow');
});

test('SIGHUP and Reload apply what changed, and refuse as a whole what is wrong or needs a restart', async (t) => {
  const folder = house(t);
  const driver = await DriverProcess.ready(t, folder);
  const [local, remote] = [await client(t, folder), await client(t, folder, 'remote')];
  const remoteIds = async (): Promise<string[]> =>
    (await remote.call('List', {})).entries.map((entry) => entry.id);
  assert.equal((await remoteIds()).length, 8);

  writeConfig(folder, { rest: '[remote]\nallow = ["off", "snow"]\n' });
  driver.signal('SIGHUP');
  await driver.record('reload');
  assert.deepEqual(driver.of('reload'), [{ event: 'reload', by: 'signal', changed: ['remote.allow'] }]);
  assert.deepEqual(await remoteIds(), ['off', 'snow']);
  await assert.rejects(remote.call('Play', { id: id('fire') }), (error: CallError) => {
    return error.is('io.garland.Driver.UnknownAnimation') && error.parameters.id === 'fire';
  });

  writeConfig(folder, { light: 'gamma = 9', rest: '[remote]\nallow = ["fire"]\n' });
  driver.signal('SIGHUP');
  await driver.record('reload_refused');
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

test('a driver whose log nobody reads any more goes on', async (t) => {
  const folder = house(t);
  const driver = await DriverProcess.ready(t, folder);
  driver.child.stdout?.destroy();
  const local = await client(t, folder);
  for (const name of ['snow', 'fire', 'off'] as const) await local.call('Play', { id: id(name) });
  await sleep(50);
  assert.equal((await local.call('Status', {})).state.animation, 'off');
  assert.equal(driver.exitCode, undefined);
});

test('a runtime directory that turns bad is reported, and the tree plays on', async (t) => {
  const folder = house(t);
  const driver = await DriverProcess.ready(t, folder);
  const local = await client(t, folder);
  mkdirSync(join(folder, 'run/state.json/x'), { recursive: true });
  const { state: now } = await local.call('Play', { id: id('snow') });
  assert.equal(now.animation, 'snow');
  await driver.record('state_write_failed');
  driver.signal('SIGTERM');
  assert.equal(await driver.exit(), 0);
  assert.equal(state(folder, 'state').animation, 'snow');
});

test('sockets that systemd passes serve the role of their name, in either order', async (t) => {
  for (const names of ['remote:local', 'local:remote']) {
    const folder = house(t);
    const paths = names.split(':').map((name) => join(folder, `passed-${name}.sock`));
    const sockets = await Promise.all(paths.map((path) => listeningSocket(t, path)));
    const descriptors = sockets.map(({ fd }) => fd);
    const driver = await DriverProcess.ready(t, folder, { passed: { descriptors, names } });
    for (const { release } of sockets) release();
    for (const role of ['remote', 'local'] as const) {
      const one = await connect(join(folder, `passed-${role}.sock`));
      t.after(() => one.close());
      const answer = one.call('SetBrightness', { percent: 50 });
      if (role === 'local') await answer;
      else await assert.rejects(answer, (error: CallError) => error.is('org.varlink.service.MethodNotFound'));
    }
    assert.equal(existsSync(join(folder, 'run/local.sock')), false);
    driver.signal('SIGTERM');
    assert.equal(await driver.exit(), 0);
    assert.ok(existsSync(join(folder, 'passed-remote.sock')), 'they are the manager’s to remove');
  }
});

test('sockets under wrong names are refused', async (t) => {
  const folder = house(t);
  const sockets = [
    await listeningSocket(t, join(folder, 'a.sock')),
    await listeningSocket(t, join(folder, 'b.sock')),
  ];
  const descriptors = sockets.map(({ fd }) => fd);
  const driver = new DriverProcess(t, {
    args: ['--config', join(folder, 'driver.toml')],
    passed: { descriptors, names: 'remote:locale' },
  });
  assert.equal(await driver.exit(), 73);
  assert.match(driver.stderr, /systemd passed sockets named remote, locale, but remote and local are needed/);
});

test('sockets that were meant for another process are left alone', async (t) => {
  const folder = house(t);
  const sockets = [
    await listeningSocket(t, join(folder, 'a.sock')),
    await listeningSocket(t, join(folder, 'b.sock')),
  ];
  const descriptors = sockets.map(({ fd }) => fd);
  await DriverProcess.ready(t, folder, { passed: { descriptors, names: 'remote:local', pid: '1' } });
  assert.equal(
    await (await client(t, folder)).call('Status', {}).then(({ state: now }) => now.output),
    'simulator',
  );
});

test('the tree keeps its pace while both sockets are flooded, and nobody is kept waiting for long', async (t) => {
  const folder = house(t, { light: 'animation = "rainbow"\nframes_per_second = 50' });
  const driver = await DriverProcess.ready(t, folder);
  const frames: number[] = [];
  const abort = new AbortController();
  const watching = (async () => {
    for await (const { number } of (await client(t, folder)).stream('Frames', {}, { signal: abort.signal }))
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
  const [before, startedMs] = [frames.at(-1) ?? 0, performance.now()];
  flood('remote', call('Play', { id: 'snow' }));
  flood('remote', call('Explode'));
  flood('remote', 'garbage\0');
  flood('local', `${JSON.stringify({ method: 'x', parameters: { a: 'y'.repeat(3_000) } })}\0`);
  await sleep(2_000);
  flooding = false;
  const seconds = (performance.now() - startedMs) / 1000;
  const shown = (frames.at(-1) ?? 0) - before;
  assert.ok(shown > seconds * 50 * 0.6, `${shown} frames in ${seconds} s`);
  assert.ok(driver.records.length < 1_500, `${driver.records.length} records`);
  abort.abort();
  await watching;
  const status = readFileSync(`/proc/${driver.child.pid}/status`, 'utf8');
  assert.ok(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) < 200_000, 'memory is bounded');
});
