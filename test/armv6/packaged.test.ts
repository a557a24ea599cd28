import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Installation } from '@garland/test-kit/installation';
import { packageFile, programsIn, scratchFolder, unitNodeArgs, unpackPackage } from '../package/deb.ts';
import { WS2812B } from '../wire/chips.ts';
import {
  assertBitTimes,
  assertHardwareReleased,
  darkFrame,
  framesOn,
  hasLitFrame,
} from '../wire/frame-assertions.ts';
import type { ModelPi } from '../wire/model-pi.ts';
import { startModelPi } from '../wire/start-model-pi.ts';
import { ALLOWED_CALLS, tracedCalls } from './traced-calls.ts';

/** What prepare.sh made. */
const { GARLAND_ARMV6: made = '' } = process.env;
const FIRST_FRAMES_MS = 60_000;
const ANSWER_MS = 60_000;

/** The package, with the addon that was compiled for ARMv6 where garland-build-addon would put it. */
const tree = join(scratchFolder(), 'tree');
unpackPackage(packageFile(), tree);
const release = join(tree, 'usr/lib/garland/node_modules/rpi-ws281x-native/build/Release');
mkdirSync(release, { recursive: true });
cpSync(join(made, 'rpi_ws281x.node'), join(release, 'rpi_ws281x.node'));

/** Debian's Node for armel on the processor of a Pi Zero W; with a machine, on that one's hardware. */
function emulatedNode(pi?: ModelPi): string[] {
  const { LD_PRELOAD: _, ...model } = pi?.env ?? {};
  const env = Object.entries(pi ? { ...model, LD_PRELOAD: join(made, 'preload.so') } : {});
  const passed = env.flatMap(([name, value]) => ['-E', `${name}=${value}`]);
  const system = join(made, 'tree');
  return ['qemu-arm-static', '-cpu', 'arm1176', '-L', system, ...passed, join(system, 'usr/bin/node')];
}

test('the emulator takes what is made for ARMv6, and refuses what is made for ARMv7', () => {
  const status = (arch: string): number | null => {
    const program = join(scratchFolder(), arch);
    const source = 'int main(void) { volatile unsigned n = 0x12345678; return n != 0x12345678; }';
    const compiled = spawnSync(
      'arm-linux-gnueabi-gcc',
      ['-x', 'c', '-', '-marm', `-march=${arch}`, '-o', program],
      {
        input: source,
      },
    );
    assert.equal(compiled.status, 0, String(compiled.stderr));
    const [emulator = '', ...args] = emulatedNode().slice(0, -1);
    return spawnSync(emulator, [...args, program]).status;
  };
  assert.equal(status('armv6'), 0);
  // The constant takes an instruction that ARMv6 does not have.
  assert.notEqual(status('armv7-a'), 0);
});

for (const pixels of [50, 1000]) {
  test(`as code for ARMv6 the driver lights ${pixels} pixels, every bit in its time, and darkens them when it is stopped`, async (t) => {
    const pi = await startModelPi(t);
    const programs = { ...programsIn(tree), nodeCommand: emulatedNode(pi) };
    const installation = new Installation({
      programs,
      pixels,
      output: 'kind = "ws281x"',
      animation: 'rainbow',
    });
    t.after(() => installation.close());
    const driver = await installation.startDriver(unitNodeArgs(tree, 'driver'));
    const before = await pi.waitForRecord('light', hasLitFrame, FIRST_FRAMES_MS);
    await pi.waitForRecord(
      'frames',
      ({ transfers }) => transfers.length > before.transfers.length + 10,
      FIRST_FRAMES_MS,
    );
    assert.equal(await driver.stop(), 0);
    const shown = framesOn(pi.record, { pin: 18, chip: WS2812B, order: 'grb' });
    assert.ok(shown.frames.filter((words) => words.some((word) => word !== 0)).length >= 10);
    assert.deepEqual(shown.frames.at(-1), darkFrame(pixels));
    assertBitTimes(shown);
    assertHardwareReleased(pi.record);
    // Addresses have 32 bits here, so the addon unmaps its own.
    assert.deepEqual(pi.strayUnmaps, []);
  });
}

test('as code for ARMv6 the gateway admits a client with a token, and no other', async () => {
  const installation = new Installation({ programs: { ...programsIn(tree), nodeCommand: emulatedNode() } });
  after(() => installation.close());
  await installation.startDriver(unitNodeArgs(tree, 'driver'));
  const { url } = await installation.startGateway(unitNodeArgs(tree, 'gateway'));
  const play = (headers: Record<string, string>): Promise<Response> =>
    fetch(`${url}/v1/animations/twinkle`, {
      method: 'POST',
      headers,
      signal: AbortSignal.timeout(ANSWER_MS),
    });
  while (!(await fetch(`${url}/healthz`)).ok) await sleep(250);
  assert.equal((await play({})).status, 401);
  assert.equal((await play({ authorization: `${installation.authorization.authorization}A` })).status, 401);
  assert.equal((await play(installation.authorization)).status, 200);
  const local = await installation.connectLocal();
  const { state } = await local.call('Status', {});
  local.close();
  assert.equal(state.animation, 'twinkle');
});

test('as code for ARMv6 the gateway makes only system calls that its unit allows', async () => {
  const trace = join(scratchFolder(), 'trace');
  const installation = new Installation({ programs: { ...programsIn(tree), nodeCommand: emulatedNode() } });
  after(() => installation.close());
  await installation.startDriver(unitNodeArgs(tree, 'driver'));
  const { gateway, url } = await installation.startGateway(unitNodeArgs(tree, 'gateway'), {
    QEMU_STRACE: '1',
    QEMU_LOG_FILENAME: trace,
  });
  const headers = installation.authorization;
  while (!(await fetch(`${url}/v1/animations/twinkle`, { method: 'POST', headers })).ok) await sleep(250);
  await gateway.stop();
  const calls = tracedCalls(trace);
  assert.deepEqual(
    calls.filter((name) => !ALLOWED_CALLS.includes(name)),
    [],
  );
  // The control: calls that are in the list for 32-bit ARM alone are in the trace, too.
  for (const name of ['fcntl64', '_llseek', 'mmap2', 'clock_gettime64'])
    assert.ok(calls.includes(name), name);
});
