import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Daemon } from '../support/daemon.ts';
import { DRIVER, House, type HouseOptions } from '../support/house.ts';
import { WS2812B } from './chips.ts';
import { assertClean, dark, isLit, shownOn } from './judge.ts';
import type { Machine, MachineOptions } from './machine.ts';
import type { HardwareRecord } from './record.ts';
import { machineFor } from './support.ts';

const PIXELS = 30;
const STRIP = { pin: 18, chip: WS2812B, order: 'grb' };
/** What the unit leaves it, in TimeoutStopSec=. */
const BLANK_DEADLINE_MS = 30_000;
const LIT: HouseOptions = { pixels: PIXELS, animation: 'rainbow', output: 'kind = "ws281x"' };

interface Home {
  readonly pi: Machine;
  readonly house: House;
  readonly driver: Daemon;
}

/** The real driver on a modelled machine, with a few frames shown: the first ones are dark, for the light comes up softly. */
async function lit(
  t: TestContext,
  { nodeArgs = [], house: options = LIT, machine = {} }: HomeOptions = {},
): Promise<Home> {
  const pi = await machineFor(t, machine);
  const house = new House(options);
  t.after(() => house.close());
  const driver = await house.startDriver(nodeArgs, pi.env);
  await pi.until('light', isLit);
  return { pi, house, driver };
}

interface HomeOptions {
  readonly nodeArgs?: readonly string[];
  readonly house?: HouseOptions;
  readonly machine?: MachineOptions;
}

function lastFrame(record: HardwareRecord): Uint32Array | undefined {
  return shownOn(record, STRIP).frames.at(-1);
}

function assertDarkAndClean(record: HardwareRecord): void {
  assert.deepEqual(lastFrame(record), dark(PIXELS));
  assertClean(record);
}

/** What `ExecStopPost=` runs after a driver that was killed. */
async function blank(
  house: House,
  pi: Machine,
  nodeArgs: readonly string[] = [],
): Promise<{ end: number | NodeJS.Signals; stderr: string }> {
  const args = [...nodeArgs, DRIVER, '--blank', '--config', house.path('driver.toml')];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...pi.env, EXIT_CODE: 'killed' },
    stdio: ['ignore', 'inherit', 'pipe'],
    timeout: BLANK_DEADLINE_MS,
  });
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  const [code, signal] = (await once(child, 'close')) as [number, null] | [null, NodeJS.Signals];
  return { end: signal ?? code, stderr };
}

/** A module to load before the driver, in its main thread alone. */
function preloaded(script: string): string[] {
  const module = `import { isMainThread } from 'node:worker_threads'; if (isMainThread) { ${script} }`;
  return ['--import', `data:text/javascript,${encodeURIComponent(module)}`];
}

const THROWS_WHEN_TOLD = preloaded("process.on('SIGUSR2', () => { throw new Error('a bug'); });");

/** The hardware hangs from the moment at which the strip is to be closed. */
function hangsOnClose({ hardwarePid }: Machine): string[] {
  const output = import.meta.resolve('@garland/led-driver/output/ws281x');
  return preloaded(`
    const { Ws281x } = await import('${output}');
    const { close } = Ws281x.prototype;
    Ws281x.prototype.close = function () { process.kill(${hardwarePid}, 'SIGSTOP'); close.call(this); };`);
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const) {
  test(`after ${signal} the strip is dark, the hardware at rest and its memory given back`, async (t) => {
    const { pi, driver } = await lit(t);
    assert.notDeepEqual(lastFrame(pi.record), dark(PIXELS));
    assert.equal(await driver.end(signal), 0);
    assertDarkAndClean(pi.record);
  });
}

test('after a fault in the driver they are, too', async (t) => {
  const { pi, driver } = await lit(t, { nodeArgs: THROWS_WHEN_TOLD });
  driver.child.kill('SIGUSR2');
  const { exitCode } = await driver.record('stopped');
  assert.equal(exitCode, 70);
  await driver.end();
  assertDarkAndClean(pi.record);
});

test('and after a signal at any moment of its start', async (t) => {
  for (let i = 0; i < 6; i++) {
    const pi = await machineFor(t);
    const house = new House(LIT);
    t.after(() => house.close());
    const driver = new Daemon(DRIVER, ['--config', house.path('driver.toml')], [], pi.env);
    await driver.record('starting');
    await sleep(i * 25);
    // Before it has anything to put in order, the signal just ends it.
    assert.ok([0, 'SIGTERM'].includes((await driver.end()) ?? ''), driver.stderr);
    const { record } = pi;
    assertClean(record);
    if (record.transfers.length > 0) assert.deepEqual(lastFrame(record), dark(PIXELS));
  }
});

test('a driver that was killed leaves the strip lit; the stop hook darkens it', async (t) => {
  const { pi, house, driver } = await lit(t);
  assert.equal(await driver.end('SIGKILL'), 'SIGKILL');
  assert.notDeepEqual(lastFrame(pi.record), dark(PIXELS));
  assert.equal(pi.record.runs('pwm'), true);
  assert.deepEqual(await blank(house, pi), { end: 0, stderr: '' });
  const { record } = pi;
  assert.deepEqual(lastFrame(record), dark(PIXELS));
  assert.deepEqual(record.faults, []);
  assert.deepEqual([record.runs('pwm'), record.clockHz('pwm')], [false, 0]);
  // The firmware takes a block back by its handle alone, and that one died with the driver.
  assert.equal(record.blocksOutstanding, 1);
  const again = await house.startDriver([], pi.env);
  await pi.until('frames', ({ transfers }) => transfers.length > record.transfers.length + 3);
  assert.equal(await again.end(), 0);
  assert.deepEqual(lastFrame(pi.record), dark(PIXELS));
  assert.equal(pi.record.blocksOutstanding, 1);
});

test('the stop hook of a strip whose hardware hangs says so, and ends', async (t) => {
  const pi = await machineFor(t);
  const house = new House(LIT);
  t.after(() => house.close());
  const { end, stderr } = await blank(house, pi, hangsOnClose(pi));
  assert.equal(end, 'SIGKILL');
  assert.match(stderr, /hardware hangs: the strip may still be lit/);
});

test('a second driver, and the stop hook, leave a strip that is driven alone', async (t) => {
  const { pi, house, driver } = await lit(t);
  const { events } = pi.record;
  const switched = events.filter(({ event }) => event !== 'transfer').length;
  const { end, stderr } = await blank(house, pi);
  assert.equal(end, 69);
  assert.match(stderr, new RegExp(`process ${driver.pid} drives the strip; stop it first`));
  const second = new Daemon(DRIVER, ['--config', house.path('driver.toml')], [], pi.env);
  await once(second.child, 'exit');
  assert.equal(second.child.exitCode, 73);
  assert.match(second.stderr, /local\.sock|remote\.sock/);
  const before = pi.record.transfers.length;
  await pi.until('more frames', ({ transfers }) => transfers.length > before);
  assert.equal(pi.record.events.filter(({ event }) => event !== 'transfer').length, switched);
  await driver.end();
  assertDarkAndClean(pi.record);
});

test('a frame that the hardware refuses ends the driver, and says why', async (t) => {
  const { pi, driver } = await lit(t);
  pi.breakDma();
  const { problem } = await driver.record('failed');
  assert.equal(problem, 'the LED hardware refused a frame: DMA error');
  assert.deepEqual((await driver.record('stopped')).exitCode, 69);
});

test('while the hardware hangs the sockets answer, and it goes on when the hardware does', async (t) => {
  const { pi, house, driver } = await lit(t, { house: { ...LIT, pixels: 1000 } });
  pi.freeze();
  const local = await house.local();
  for (let i = 0; i < 20; i++) {
    const { state } = await local.call('Status', {});
    assert.equal(state.animation, 'rainbow');
    await sleep(20);
  }
  const before = pi.record.transfers.length;
  pi.thaw();
  await pi.until('frames again', ({ transfers }) => transfers.length > before + 3);
  local.close();
  await driver.end();
  assertClean(pi.record);
});

test('a driver whose hardware hangs can be stopped all the same, and says that the strip may still be lit', async (t) => {
  const { pi, house, driver } = await lit(t);
  pi.freeze();
  await sleep(200);
  assert.equal(await driver.end(), 'SIGKILL');
  assert.match(String((await driver.record('failed')).problem), /hardware hangs: the strip may still be lit/);
  assert.equal((await driver.record('stopped')).exitCode, 0);
  pi.thaw();
  assert.equal((await blank(house, pi)).end, 0);
  assert.deepEqual(lastFrame(pi.record), dark(PIXELS));
});

test('so can one whose hardware hangs while the strip is opened', async (t) => {
  const pi = await machineFor(t);
  const house = new House(LIT);
  t.after(() => house.close());
  pi.freeze();
  const driver = new Daemon(DRIVER, ['--config', house.path('driver.toml')], [], pi.env);
  t.after(() => driver.end('SIGKILL'));
  await pi.until('the addon', () => readFileSync(`/proc/${driver.pid}/maps`, 'utf8').includes(pi.dir));
  assert.equal(await driver.end(), 'SIGKILL');
});
