import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Installation } from '@garland/test-kit/installation';
import {
  missingBuildTool,
  packageFile,
  programsIn,
  scratchFolder,
  unitNodeArgs,
  unpackPackage,
} from '../package/deb.ts';
import { WS2812B } from './chips.ts';
import { assertHardwareReleased, darkFrame, framesOn, hasLitFrame } from './frame-assertions.ts';
import { startModelPi } from './start-model-pi.ts';

const PIXELS = 20;

test('the driver of the package, one file with the addon compiled beside it, lights the strip and darkens it', {
  skip: missingBuildTool() ?? false,
}, async (t) => {
  const tree = join(scratchFolder(), 'tree');
  const installed = (path: string): string => join(tree, path);
  unpackPackage(packageFile(), tree);
  symlinkSync(process.execPath, installed('etc/garland/node'));
  const compiled = spawnSync('sh', [installed('usr/sbin/garland-build-addon')], {
    env: { ...process.env, DPKG_ROOT: tree },
    encoding: 'utf8',
  });
  assert.equal(compiled.status, 0, compiled.stderr);

  const pi = await startModelPi(t);
  const installation = new Installation({
    programs: programsIn(tree),
    pixels: PIXELS,
    animation: 'rainbow',
    output: 'kind = "ws281x"',
  });
  t.after(() => installation.close());
  const daemon = await installation.startDriver(unitNodeArgs(tree, 'driver'), pi.env);
  assert.match(
    readFileSync(`/proc/${daemon.pid}/maps`, 'utf8'),
    new RegExp(`${tree}/usr/lib/garland/node_modules/.*rpi_ws281x\\.node`),
  );
  await pi.waitForRecord('light', hasLitFrame);
  assert.equal(await daemon.stop(), 0);
  const { frames } = framesOn(pi.record, { pin: 18, chip: WS2812B, order: 'grb' });
  assert.ok(frames.some((words) => words.some((word) => word !== 0)));
  assert.deepEqual(frames.at(-1), darkFrame(PIXELS));
  assertHardwareReleased(pi.record);
});
