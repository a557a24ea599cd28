import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { geometryOf, readDriverConfig } from '@garland/driver-config';
import { CallError } from '@garland/protocol';
import { temporaryFolder } from '../driver-fixtures.ts';
import { connectClient, DriverProcess } from './driver-process.ts';

const COORDINATES = Array.from({ length: 30 }, (_, i) => `${Math.cos(i)},${Math.sin(i)},${i / 10}`);

/** A folder with a file of coordinates, whose first two pixels lead in from the plug. */
function measuredStripDirectory(t: TestContext): string {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'tree.csv'), COORDINATES.join('\r\n'));
  const paths = `runtime_dir = "${folder}/run"\nstate_dir = "${folder}/state"\n`;
  writeFileSync(
    join(folder, 'driver.toml'),
    `[strip]\npositions = "tree.csv"\nleave_out = ["0-1"]\n[output]\nkind = "simulator"\n[paths]\n${paths}`,
  );
  return folder;
}

test('a client sees the unmasked pixels at their measured positions, and their colours in the same order', async (t) => {
  const folder = measuredStripDirectory(t);
  await DriverProcess.startAndWait(t, folder);
  const local = await connectClient(t, folder);
  const { positions } = await local.call('Strip', {});
  const { strip } = geometryOf(readDriverConfig(join(folder, 'driver.toml'), {}).strip);
  assert.equal(positions.length, 28);
  for (const axis of ['x', 'y', 'z'] as const) {
    assert.deepEqual(
      Float32Array.from(positions, (position) => position[axis]),
      strip[axis],
    );
  }
  assert.equal((await local.call('Status', {})).state.pixels, 28);
  for await (const { rgb } of local.stream('Frames', {})) {
    assert.equal(Buffer.from(rgb, 'base64').length, 28 * 3);
    break;
  }
});

test('pixels that were measured off the tree are reported by their place on the wire', async (t) => {
  const folder = measuredStripDirectory(t);
  writeFileSync(join(folder, 'tree.csv'), COORDINATES.with(7, '50,50,1').join('\n'));
  const driver = await DriverProcess.startAndWait(t, folder);
  assert.deepEqual(driver.recordsOf('positions_adjusted'), [{ event: 'positions_adjusted', pixels: [7] }]);
});

test('pixels that were not measured are reported by their place on the wire', async (t) => {
  const folder = measuredStripDirectory(t);
  const indexed = COORDINATES.map((row, i) => `${i},${row}`);
  writeFileSync(join(folder, 'tree.csv'), ['index,x,y,z', ...indexed.toSpliced(12, 2)].join('\n'));
  const driver = await DriverProcess.startAndWait(t, folder);
  assert.deepEqual(driver.recordsOf('positions_filled'), [{ event: 'positions_filled', pixels: [12, 13] }]);
  const check = new DriverProcess(t, { args: ['--check', '--config', join(folder, 'driver.toml')] });
  assert.equal(await check.exited, 0);
  assert.match(
    check.stdout,
    /^note: Pixels 12-13 \(counted from 0\) not measured; drawn between the neighbours\.$/m,
  );
});

test('a mistake in the coordinates is reported with file and line, at the start and at a reload', async (t) => {
  const folder = measuredStripDirectory(t);
  const driver = await DriverProcess.startAndWait(t, folder);
  assert.equal(driver.recordsOf('positions_adjusted').length, 0);
  const problem = `${folder}/tree.csv:2: must be three numbers, "x,y,z", not 2 columns`;

  writeFileSync(join(folder, 'tree.csv'), COORDINATES.with(1, '1,2').join('\n'));
  const local = await connectClient(t, folder);
  await assert.rejects(local.call('Reload', {}), (error: CallError) => {
    assert.ok(error.is('io.garland.Driver.InvalidConfiguration'));
    assert.deepEqual(error.parameters.problems, [problem]);
    return true;
  });
  const check = new DriverProcess(t, { args: ['--check', '--config', join(folder, 'driver.toml')] });
  assert.equal(await check.exited, 78);
  assert.equal(check.stderr, `garland-driver: ${problem}\n`);

  writeFileSync(join(folder, 'tree.csv'), COORDINATES.with(1, '1,2,3').join('\n'));
  await assert.rejects(local.call('Reload', {}), (error: unknown) => {
    return (
      error instanceof CallError &&
      error.is('io.garland.Driver.RestartRequired') &&
      error.parameters.keys.join() === 'strip.positions'
    );
  });
});
