import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { WS2812B } from '../wire/chips.ts';
import { assertClean, assertTimes, dark, shownOn } from '../wire/judge.ts';
import { machineFor } from '../wire/support.ts';

/** What prepare.sh made. */
const { GARLAND_ARMV6: made = '' } = process.env;

for (const pixels of [50, 1000]) {
  test(`as code for ARMv6 the driver lights ${pixels} pixels, every bit in its time, and darkens them when it is told to stop`, async (t) => {
    const pi = await machineFor(t);
    const config = join(pi.dir, 'driver.toml');
    mkdirSync(join(pi.dir, 'run'));
    writeFileSync(
      config,
      `[strip]\npixels = ${pixels}\n[output]\nkind = "ws281x"\n[light]\nanimation = "rainbow"\n[power]\nbudget_ma = 50000\n` +
        `[paths]\nruntime_dir = "${join(pi.dir, 'run')}"\nstate_dir = "${join(pi.dir, 'state')}"\n`,
    );
    const env = [`WIRE_DIR=${pi.dir}`, `LD_PRELOAD=${join(made, 'preload.so')}`].flatMap((pair) => [
      '-E',
      pair,
    ]);
    const node = [join(made, 'tree/usr/bin/node'), join(made, 'app/driver.cjs'), '--config', config];
    const machine = ['-cpu', 'arm1176', '-L', join(made, 'tree')];
    const driver = spawn('qemu-arm-static', [...machine, ...env, ...node], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    await pi.until('frames', ({ transfers }) => transfers.length > 20, 60_000);
    driver.kill('SIGTERM');
    await once(driver, 'exit');
    assert.equal(driver.exitCode, 0);
    const shown = shownOn(pi.record, { pin: 18, chip: WS2812B, order: 'grb' });
    assert.ok(shown.frames.filter((words) => words.some((word) => word !== 0)).length > 10);
    assert.deepEqual(shown.frames.at(-1), dark(pixels));
    assertTimes(shown);
    assertClean(pi.record);
    // Addresses have 32 bits here, so the addon unmaps its own.
    assert.deepEqual(pi.strayUnmaps, []);
  });
}
