import assert from 'node:assert/strict';
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { VERSION } from '@garland/daemon';
import { id, isRoot } from '../driver-fixtures.ts';
import {
  connectClient,
  createInheritedSocket,
  DriverProcess,
  driverDirectory,
  REPORT_STRIP_ON_CLOSE,
} from './driver-process.ts';

const SHORT_RESTART_DELAY = `
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (call, ms) => setTimeout(call, ms === 10_000 ? 50 : ms);
`;

test('--help and --version answer and do nothing else', async (t) => {
  const help = new DriverProcess(t, { args: ['--help', '--config', '/nowhere'] });
  assert.equal(await help.exited, 0);
  assert.match(help.stdout, /^Usage: garland-driver/);
  const version = new DriverProcess(t, { args: ['--version'] });
  assert.equal(await version.exited, 0);
  assert.equal(version.stdout, `${VERSION}\n`);
});

test('--check reports a valid configuration, and starts nothing', async (t) => {
  const folder = driverDirectory(t);
  const file = join(folder, 'driver.toml');
  const check = new DriverProcess(t, { args: ['--check', '-c', file] });
  assert.equal(await check.exited, 0);
  assert.equal(check.stdout, `${file}: no mistakes found\n`);
  assert.equal(existsSync(join(folder, 'run')), false);
});

test('each reason not to start has its exit code, and says on standard error what to do', async (t) => {
  const wrong = driverDirectory(t, { light: 'gama = 2\nbrightness = 101' });
  const blocked = driverDirectory(t);
  mkdirSync(join(blocked, 'run'), { mode: 0o755 });
  writeFileSync(join(blocked, 'run/local.sock'), '');
  const hardware = driverDirectory(t);
  const file = join(hardware, 'driver.toml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"simulator"', '"ws281x"'));

  const causes: [args: string[], code: number, message: RegExp][] = [
    [['--colour'], 64, /^garland-driver: Unknown option '--colour'[\s\S]*Usage:/],
    [['please'], 64, /Usage:/],
    [
      ['--config', '/nowhere/driver.toml'],
      78,
      /^garland-driver: \/nowhere\/driver\.toml: does not exist; name another/,
    ],
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
      assert.equal(await driver.exited, code, args.join(' '));
      assert.match(driver.stderr, message);
      assert.equal(driver.recordsOf('ready').length, 0);
    }),
  );
});

/** Starts a driver that fails half-way: the second of its sockets is not one. Having sockets from systemd, it delays its exit. */
async function failHalfWay(t: TestContext, preload = ''): Promise<DriverProcess> {
  const folder = driverDirectory(t);
  const { fd: remote } = await createInheritedSocket(t, join(folder, 'remote.sock'));
  const notASocket = openSync(join(folder, 'driver.toml'), 'r');
  return new DriverProcess(t, {
    args: ['--config', join(folder, 'driver.toml')],
    preload: REPORT_STRIP_ON_CLOSE + preload,
    inherited: { descriptors: [remote, notASocket], names: 'remote:local' },
  });
}

function assertUndone(driver: DriverProcess): void {
  assert.match(driver.stderr, /can't listen on descriptor 4: /);
  assert.match(driver.stderr, /close: lit before (true|false), dark after true\n/);
  assert.equal(driver.recordsOf('ready').length, 0);
}

test('a start that fails half-way undoes what it had done', async (t) => {
  const driver = await failHalfWay(t, SHORT_RESTART_DELAY);
  assert.equal(await driver.exited, 73);
  assertUndone(driver);
});

test('SIGTERM in the delay after a start that failed half-way stops the driver as asked', async (t) => {
  const driver = await failHalfWay(t);
  assert.equal(await driver.exitAfterRefusal(), 0);
  assertUndone(driver);
});

test('what was acknowledged is there again after SIGKILL', async (t) => {
  const folder = driverDirectory(t);
  const first = await DriverProcess.startAndWait(t, folder);
  const local = await connectClient(t, folder);
  await local.call('SetBrightness', { percent: 37 });
  const { state: acknowledged } = await local.call('Play', { id: id('meteor') });
  first.child.kill('SIGKILL');
  await first.exited;
  assert.equal(existsSync(join(folder, 'state/state.json')), false);

  const second = await DriverProcess.startAndWait(t, folder);
  const { state: restored } = await (await connectClient(t, folder)).call('Status', {});
  for (const key of ['animation', 'brightness', 'since', 'chosenBy'] as const) {
    assert.equal(restored[key], acknowledged[key]);
  }
  assert.deepEqual(second.recordsOf('state_restored'), [
    { event: 'state_restored', id: 'meteor', brightness: 37 },
  ]);
});

test('a corrupt state is reported and set aside, and the driver starts', async (t) => {
  const folder = driverDirectory(t);
  mkdirSync(join(folder, 'state'));
  writeFileSync(join(folder, 'state/state.json'), '{"version":1,"anim');
  const driver = await DriverProcess.startAndWait(t, folder);
  assert.equal(driver.recordsOf('state_corrupt').length, 1);
  assert.ok(existsSync(join(folder, 'state/state.json.corrupt')));
  assert.equal(driver.recordsOf('ready')[0]?.animation, 'warm_white');
});

test('a second driver is refused, and the first goes on', async (t) => {
  const folder = driverDirectory(t);
  await DriverProcess.startAndWait(t, folder);
  const second = new DriverProcess(t, { args: ['--config', join(folder, 'driver.toml')] });
  assert.equal(await second.exited, 73);
  assert.match(second.stderr, /remote\.sock is in use: another driver is running/);
  const { state: now } = await (await connectClient(t, folder)).call('Play', { id: id('snow') });
  assert.equal(now.animation, 'snow');
  assert.equal((await (await connectClient(t, folder, 'remote')).call('Status', {})).state.animation, 'snow');
});
