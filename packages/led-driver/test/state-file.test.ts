import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { formatSelection } from '../src/engine/selection.ts';
import { eventually, temporaryFolder } from './driver-fixtures.ts';
import { OLDER_SELECTION, readSelection, SELECTION, stateFileIn, writeFileAt } from './state-file-kit.ts';

test('a selection is in the runtime directory at once, and on disk twenty seconds later', async (t) => {
  const { clock, store, runtimeFile, diskFile } = stateFileIn(temporaryFolder(t));
  store.save(SELECTION);
  assert.deepEqual(readSelection(runtimeFile), SELECTION);
  assert.equal(clock.pending, 1);
  clock.advance(19_999);
  assert.equal(existsSync(join(diskFile, '..')), false);
  clock.advance(1);
  await eventually(() => existsSync(diskFile), 'the write to disk');
  assert.deepEqual(readSelection(diskFile), SELECTION);
  assert.equal(clock.pending, 0);
});

test('quick changes are written to disk once, and the last of them', async (t) => {
  const { clock, store, diskFile } = stateFileIn(temporaryFolder(t));
  for (let i = 0; i < 50; i++) {
    store.save({ ...SELECTION, brightness: i });
    clock.advance(399);
  }
  assert.equal(existsSync(diskFile), false);
  clock.advance(50);
  await eventually(() => existsSync(diskFile), 'the write to disk');
  assert.equal(readSelection(diskFile)?.brightness, 49);
});

test('a selection that comes while the disk is slow is written after the one on its way', async (t) => {
  const { clock, store, diskFile } = stateFileIn(temporaryFolder(t));
  store.save(OLDER_SELECTION);
  clock.advance(20_000);
  store.save(SELECTION);
  assert.equal(clock.pending, 0);
  await eventually(() => existsSync(diskFile) && clock.pending === 1, 'the first write');
  assert.deepEqual(readSelection(diskFile), OLDER_SELECTION);
  clock.advance(20_000);
  await eventually(() => readSelection(diskFile)?.animation === SELECTION.animation, 'the second write');
});

test('closing writes a selection that is not on disk yet, also one being written, and leaves no timer', (t) => {
  for (const onItsWay of [false, true]) {
    const { clock, store, diskFile } = stateFileIn(temporaryFolder(t));
    store.save(SELECTION);
    if (onItsWay) clock.advance(20_000);
    store.close();
    assert.deepEqual(readSelection(diskFile), SELECTION);
    assert.equal(clock.pending, 0);
  }
});

test('closing writes nothing if nothing was saved', (t) => {
  const { store, diskFile } = stateFileIn(temporaryFolder(t));
  store.close();
  assert.equal(existsSync(diskFile), false);
});

test('the runtime directory wins over the disk, and the disk serves after a reboot', (t) => {
  const { store, runtimeFile, diskFile, restore, log } = stateFileIn(temporaryFolder(t));
  assert.equal(restore(), undefined);
  store.save(SELECTION);
  writeFileAt(diskFile, formatSelection(OLDER_SELECTION));
  assert.deepEqual(restore(), SELECTION);
  rmSync(runtimeFile);
  assert.deepEqual(restore(), OLDER_SELECTION);
  assert.deepEqual(log.records, []);
});

test('the files are for the driver alone, and a link in their place is not followed', (t) => {
  const folder = temporaryFolder(t);
  const { store, runtimeFile, diskFile } = stateFileIn(folder);
  const before = process.umask(0);
  t.after(() => process.umask(before));
  store.save(SELECTION);
  store.close();
  for (const file of [runtimeFile, diskFile]) assert.equal(statSync(file).mode & 0o777, 0o600);

  const victim = join(folder, 'victim');
  writeFileSync(victim, 'precious');
  symlinkSync(victim, `${runtimeFile}.${process.pid}.tmp`);
  store.save(OLDER_SELECTION);
  assert.equal(readFileSync(victim, 'utf8'), 'precious');
});

test('no draft is left behind', async (t) => {
  const folder = temporaryFolder(t);
  const { clock, store, diskFile } = stateFileIn(folder);
  store.save(SELECTION);
  clock.advance(20_000);
  await eventually(() => existsSync(diskFile));
  store.close();
  assert.deepEqual(readdirSync(join(folder, 'run')), ['state.json']);
  assert.deepEqual(readdirSync(join(folder, 'state')), ['state.json']);
});
