import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Installation, type InstallationOptions } from '@garland/test-kit/installation';
import { COMPILED_PROGRAMS, PROGRAMS } from '@garland/test-kit/programs';
import { TestProcess } from '@garland/test-kit/test-process';
import { WS2812B } from './chips.ts';
import { assertHardwareReleased, darkFrame, framesOn, hasLitFrame } from './frame-assertions.ts';
import type { HardwareRecord } from './hardware-record.ts';
import type { ModelPi, ModelPiOptions } from './model-pi.ts';
import { startModelPi } from './start-model-pi.ts';

const PIXELS = 30;
const STRIP = { pin: 18, chip: WS2812B, order: 'grb' };
/** What the unit leaves it, in TimeoutStopSec=. */
const BLANK_DEADLINE_MS = 30_000;
const LIT_OPTIONS: InstallationOptions = { pixels: PIXELS, animation: 'rainbow', output: 'kind = "ws281x"' };

interface LitDriver {
  readonly pi: ModelPi;
  readonly installation: Installation;
  readonly driver: TestProcess;
}

/** The real driver on a modelled machine, with a few frames shown: the first ones are dark, for the light comes up softly. */
async function startLit(
  t: TestContext,
  { nodeArgs = [], installation: options = LIT_OPTIONS, machine = {} }: LitDriverOptions = {},
): Promise<LitDriver> {
  const pi = await startModelPi(t, machine);
  const installation = new Installation(options);
  t.after(() => installation.close());
  const driver = await installation.startDriver(nodeArgs, pi.env);
  await pi.waitForRecord('light', hasLitFrame);
  return { pi, installation, driver };
}

interface LitDriverOptions {
  readonly nodeArgs?: readonly string[];
  readonly installation?: InstallationOptions;
  readonly machine?: ModelPiOptions;
}

function lastFrame(record: HardwareRecord): Uint32Array | undefined {
  return framesOn(record, STRIP).frames.at(-1);
}

function assertDarkAndClean(record: HardwareRecord): void {
  assert.deepEqual(lastFrame(record), darkFrame(PIXELS));
  assertHardwareReleased(record);
}

/** What `ExecStopPost=` runs after a driver that was killed. */
async function runStopHook(
  installation: Installation,
  pi: ModelPi,
  nodeArgs: readonly string[] = [],
): Promise<{ end: number | NodeJS.Signals; stderr: string }> {
  // Not bundled, because a preload changes one of its modules.
  const args = [...nodeArgs, COMPILED_PROGRAMS.driver, '--blank', '--config', installation.driverConfig];
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
function preloadArgs(script: string): string[] {
  const module = `import { isMainThread } from 'node:worker_threads'; if (isMainThread) { ${script} }`;
  return ['--import', `data:text/javascript,${encodeURIComponent(module)}`];
}

const THROW_ON_SIGUSR2 = preloadArgs("process.on('SIGUSR2', () => { throw new Error('a bug'); });");

/** The hardware hangs from the moment at which the strip is to be closed. */
function hangOnClosePreload({ hardwarePid }: ModelPi): string[] {
  const output = import.meta.resolve('@garland/led-driver/output/ws281x');
  return preloadArgs(`
    const { Ws281x } = await import('${output}');
    const { close } = Ws281x.prototype;
    Ws281x.prototype.close = function () { process.kill(${hardwarePid}, 'SIGSTOP'); close.call(this); };`);
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const) {
  test(`after ${signal} the strip is dark, the hardware at rest and its memory given back`, async (t) => {
    const { pi, driver } = await startLit(t);
    assert.notDeepEqual(lastFrame(pi.record), darkFrame(PIXELS));
    assert.equal(await driver.stop(signal), 0);
    assertDarkAndClean(pi.record);
  });
}

test('after a fault in the driver they are, too', async (t) => {
  const { pi, driver } = await startLit(t, { nodeArgs: THROW_ON_SIGUSR2 });
  driver.child.kill('SIGUSR2');
  const { exitCode } = await driver.record('stopped');
  assert.equal(exitCode, 70);
  await driver.stop();
  assertDarkAndClean(pi.record);
});

test('and after a signal at any moment of its start', async (t) => {
  for (let i = 0; i < 6; i++) {
    const pi = await startModelPi(t);
    const installation = new Installation(LIT_OPTIONS);
    t.after(() => installation.close());
    const driver = new TestProcess(
      [process.execPath, PROGRAMS.driver, '--config', installation.driverConfig],
      {
        env: pi.env,
      },
    );
    await driver.record('starting');
    await sleep(i * 25);
    // Before it has anything to put in order, the signal just ends it.
    assert.ok([0, 'SIGTERM'].includes((await driver.stop()) ?? ''), driver.stderr);
    const { record } = pi;
    assertHardwareReleased(record);
    if (record.transfers.length > 0) assert.deepEqual(lastFrame(record), darkFrame(PIXELS));
  }
});

test('a driver that was killed leaves the strip lit; the stop hook darkens it', async (t) => {
  const { pi, installation, driver } = await startLit(t);
  assert.equal(await driver.stop('SIGKILL'), 'SIGKILL');
  assert.notDeepEqual(lastFrame(pi.record), darkFrame(PIXELS));
  assert.equal(pi.record.isRunning('pwm'), true);
  assert.deepEqual(await runStopHook(installation, pi), { end: 0, stderr: '' });
  const { record } = pi;
  assert.deepEqual(lastFrame(record), darkFrame(PIXELS));
  assert.deepEqual(record.faults, []);
  assert.deepEqual([record.isRunning('pwm'), record.clockHz('pwm')], [false, 0]);
  // The firmware takes a block back by its handle alone, and that one died with the driver.
  assert.equal(record.blocksOutstanding, 1);
  const again = await installation.startDriver([], pi.env);
  await pi.waitForRecord('frames', ({ transfers }) => transfers.length > record.transfers.length + 3);
  assert.equal(await again.stop(), 0);
  assert.deepEqual(lastFrame(pi.record), darkFrame(PIXELS));
  assert.equal(pi.record.blocksOutstanding, 1);
});

test('the stop hook of a strip whose hardware hangs says so, and ends', async (t) => {
  const pi = await startModelPi(t);
  const installation = new Installation(LIT_OPTIONS);
  t.after(() => installation.close());
  const { end, stderr } = await runStopHook(installation, pi, hangOnClosePreload(pi));
  assert.equal(end, 'SIGKILL');
  assert.match(stderr, /hardware hangs: the strip may still be lit/);
});

test('a second driver, and the stop hook, leave a strip that is driven alone', async (t) => {
  const { pi, installation, driver } = await startLit(t);
  const { events } = pi.record;
  const switched = events.filter(({ event }) => event !== 'transfer').length;
  const { end, stderr } = await runStopHook(installation, pi);
  assert.equal(end, 69);
  assert.match(stderr, new RegExp(`process ${driver.pid} drives the strip; stop it first`));
  const second = new TestProcess([process.execPath, PROGRAMS.driver, '--config', installation.driverConfig], {
    env: pi.env,
  });
  await once(second.child, 'exit');
  assert.equal(second.child.exitCode, 73);
  assert.match(second.stderr, /local\.sock|remote\.sock/);
  const before = pi.record.transfers.length;
  await pi.waitForRecord('more frames', ({ transfers }) => transfers.length > before);
  assert.equal(pi.record.events.filter(({ event }) => event !== 'transfer').length, switched);
  await driver.stop();
  assertDarkAndClean(pi.record);
});

test('a frame that the hardware refuses ends the driver, and says why', async (t) => {
  const { pi, driver } = await startLit(t);
  pi.breakDma();
  const { problem } = await driver.record('fatal_error');
  assert.equal(problem, 'the LED hardware refused a frame: DMA error');
  assert.deepEqual((await driver.record('stopped')).exitCode, 74);
});

test('while the hardware hangs the sockets answer, and it goes on when the hardware does', async (t) => {
  const { pi, installation, driver } = await startLit(t, { installation: { ...LIT_OPTIONS, pixels: 1000 } });
  pi.stopHardware();
  const client = await installation.connectLocal();
  for (let i = 0; i < 20; i++) {
    const { state } = await client.call('Status', {});
    assert.equal(state.animation, 'rainbow');
    await sleep(20);
  }
  const before = pi.record.transfers.length;
  pi.resumeHardware();
  await pi.waitForRecord('frames again', ({ transfers }) => transfers.length > before + 3);
  client.close();
  await driver.stop();
  assertHardwareReleased(pi.record);
});

test('a driver whose hardware hangs can be stopped all the same, and says that the strip may still be lit', async (t) => {
  const { pi, installation, driver } = await startLit(t);
  pi.stopHardware();
  await sleep(200);
  assert.equal(await driver.stop(), 'SIGKILL');
  assert.match(
    String((await driver.record('fatal_error')).problem),
    /hardware hangs: the strip may still be lit/,
  );
  assert.equal((await driver.record('stopped')).exitCode, 0);
  pi.resumeHardware();
  assert.equal((await runStopHook(installation, pi)).end, 0);
  assert.deepEqual(lastFrame(pi.record), darkFrame(PIXELS));
});

test('so can one whose hardware hangs while the strip is opened', async (t) => {
  const pi = await startModelPi(t);
  const installation = new Installation(LIT_OPTIONS);
  t.after(() => installation.close());
  pi.stopHardware();
  const driver = new TestProcess([process.execPath, PROGRAMS.driver, '--config', installation.driverConfig], {
    env: pi.env,
  });
  t.after(() => driver.stop('SIGKILL'));
  await pi.waitForRecord('the addon', () =>
    readFileSync(`/proc/${driver.pid}/maps`, 'utf8').includes(pi.dir),
  );
  assert.equal(await driver.stop(), 'SIGKILL');
});
