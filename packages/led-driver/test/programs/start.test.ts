import assert from 'node:assert/strict';
import { existsSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { VERSION } from '@garland/daemon';
import { WRITE_BURST } from '../../src/engine/disk-copy.ts';
import { id } from '../driver-fixtures.ts';
import {
  connectClient,
  createInheritedSocket,
  DriverProcess,
  driverDirectory,
  REPORT_STRIP_ON_CLOSE,
} from './driver-process.ts';

test('--help, --version and --check answer and start nothing', async (t) => {
  const folder = driverDirectory(t);
  const file = join(folder, 'driver.toml');
  const run = async (...args: string[]): Promise<string> => {
    const driver = new DriverProcess(t, { args: [...args, '--config', file] });
    assert.equal(await driver.exited, 0);
    return driver.stdout;
  };
  const [help, version, check] = await Promise.all([run('--help'), run('--version'), run('--check')]);
  assert.match(help, /^Usage: garland-driver/);
  assert.equal(version, `${VERSION}\n`);
  assert.equal(check, `${file}: no mistakes found\n`);
  assert.equal(existsSync(join(folder, 'run')), false);
});

/** What `--check` answers for a real strip of ten pixels with that section. */
async function checkReal(t: TestContext, power: string): Promise<DriverProcess> {
  const file = join(driverDirectory(t), 'driver.toml');
  writeFileSync(file, `[strip]\npixels = 10\n[output]\nkind = "ws281x"\n${power}`);
  const driver = new DriverProcess(t, { args: ['--check', '--config', file] });
  await driver.exited;
  return driver;
}

test('--check refuses a real strip without a budget, and warns of one that never limits', async (t) => {
  const [none, endless, right] = await Promise.all(
    ['', '[power]\nbudget_ma = 9000\n', '[power]\nbudget_ma = 500\n'].map((power) => checkReal(t, power)),
  );
  assert.equal(await none?.exited, 78);
  assert.match(
    none?.stderr ?? '',
    /driver\.toml:4: power\.budget_ma: is missing; .* supply, wires, plugs and fuse/,
  );
  assert.equal(await endless?.exited, 0);
  assert.match(
    endless?.stdout ?? '',
    /no mistakes found\nwarning: power\.budget_ma is 9000, .* set it to 610\n$/,
  );
  assert.match(right?.stdout ?? '', /no mistakes found\n$/);
});

test('a mistake is reported on standard error, by its exit code too, and nothing starts', async (t) => {
  const folder = driverDirectory(t, { light: 'gama = 2' });
  for (const args of [[], ['--check']]) {
    const driver = new DriverProcess(t, { args: [...args, '--config', join(folder, 'driver.toml')] });
    assert.equal(await driver.exited, 78);
    assert.match(driver.stderr, /^garland-driver: .*driver\.toml:6: light\.gama: unknown key/);
    assert.equal(driver.stdout.includes('"ready"'), false);
  }
});

/** Starts a driver that fails half-way: the second of its sockets is not one. */
async function failHalfWay(t: TestContext): Promise<DriverProcess> {
  const folder = driverDirectory(t);
  const { fd: remote } = await createInheritedSocket(t, join(folder, 'remote.sock'));
  const notASocket = openSync(join(folder, 'driver.toml'), 'r');
  return new DriverProcess(t, {
    args: ['--config', join(folder, 'driver.toml')],
    preload: REPORT_STRIP_ON_CLOSE,
    inherited: { descriptors: [remote, notASocket], names: 'remote:local' },
  });
}

function assertUndone(driver: DriverProcess): void {
  assert.match(driver.stderr, /can't listen on descriptor 4: /);
  assert.match(driver.stderr, /close: lit before (true|false), dark after true\n/);
  assert.equal(driver.recordsOf('ready').length, 0);
}

test('a start that fails half-way undoes what it had done', async (t) => {
  const driver = await failHalfWay(t);
  assert.equal(await driver.exited, 73);
  assertUndone(driver);
});

/** Kills the driver at once, and removes what a reboot removes. */
async function cutPower(driver: DriverProcess, folder: string): Promise<void> {
  driver.child.kill('SIGKILL');
  await driver.exited;
  rmSync(join(folder, 'run'), { recursive: true });
}

test('acknowledged changes survive a power cut', async (t) => {
  const folder = driverDirectory(t);
  const first = await DriverProcess.startAndWait(t, folder);
  const local = await connectClient(t, folder);
  await local.call('SetBrightness', { percent: 37 });
  const { state: acknowledged } = await local.call('Play', { id: id('meteor') });
  await cutPower(first, folder);

  const second = await DriverProcess.startAndWait(t, folder);
  const { state: restored } = await (await connectClient(t, folder)).call('Status', {});
  for (const key of ['animation', 'brightness', 'since', 'chosenBy'] as const) {
    assert.equal(restored[key], acknowledged[key]);
  }
  assert.deepEqual(second.recordsOf('state_restored'), [
    { event: 'state_restored', id: 'meteor', brightness: 37 },
  ]);
});

// The control: an acknowledgement that did not wait for the disk is seen to be lost.
test('of a bot, a power cut loses the last changes, and of the owner beside it none', async (t) => {
  for (const role of ['remote', 'local'] as const) {
    const folder = driverDirectory(t);
    const first = await DriverProcess.startAndWait(t, folder);
    const bot = await connectClient(t, folder, 'remote');
    for (let i = 0; i <= WRITE_BURST; i++) await bot.call('Play', { id: id(i % 2 ? 'snow' : 'fire') });
    await (await connectClient(t, folder, role)).call('Play', { id: id('meteor') });
    await cutPower(first, folder);

    await DriverProcess.startAndWait(t, folder);
    const { state } = await (await connectClient(t, folder)).call('Status', {});
    assert.equal(state.animation === 'meteor', role === 'local');
  }
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
