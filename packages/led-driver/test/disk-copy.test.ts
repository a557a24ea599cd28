import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  existsSync,
  promises as files,
  mkdirSync,
  openSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { MAX_WAIT_MS, WRITE_BURST, WRITE_INTERVAL_MS } from '../src/engine/disk-copy.ts';
import { eventually, temporaryFolder } from './driver-fixtures.ts';
import { OLDER_SELECTION, readSelection, SELECTION, stateFileIn } from './state-file-kit.ts';

/** The writes to disk from now on. */
function countWrites(t: TestContext): () => number {
  const { mock } = t.mock.method(files, 'writeFile');
  return () => mock.callCount();
}

test('a change is on disk when it is acknowledged', async (t) => {
  const { clock, store, diskFile } = stateFileIn(temporaryFolder(t));
  store.save(SELECTION);
  assert.equal(existsSync(diskFile), false);
  await store.persist('remote');
  assert.deepEqual(readSelection(diskFile), SELECTION);
  assert.equal(clock.pending, 0);
});

test('file and folder are synced before the acknowledgement', async (t) => {
  const synced: string[] = [];
  const probe = await files.open(temporaryFolder(t));
  const handles = Object.getPrototypeOf(probe) as typeof probe;
  await probe.close();
  for (const method of ['sync', 'datasync'] as const) {
    const original = handles[method];
    t.mock.method(handles, method, async function (this: typeof probe) {
      await original.call(this);
      synced.push((await this.stat()).isDirectory() ? 'folder' : 'file');
    });
  }
  const { store } = stateFileIn(temporaryFolder(t));
  store.save(SELECTION);
  await store.persist('local');
  assert.deepEqual(synced, ['file', 'folder']);
});

test('a second acknowledgement of the same change waits for the same write', async (t) => {
  const count = countWrites(t);
  const { store, diskFile } = stateFileIn(temporaryFolder(t));
  store.save(SELECTION);
  void store.persist('remote');
  await store.persist('local');
  assert.deepEqual(readSelection(diskFile), SELECTION);
  await store.persist('remote');
  assert.equal(count(), 1);
});

test('changes that come together share a write: the first has one, and the others one', async (t) => {
  const count = countWrites(t);
  const { store, diskFile } = stateFileIn(temporaryFolder(t));
  const persisted = Array.from({ length: 100 }, (_, brightness) => {
    store.save({ ...SELECTION, brightness });
    return store.persist('remote');
  });
  await persisted[0];
  assert.equal(readSelection(diskFile)?.brightness, 0);
  await Promise.all(persisted);
  assert.equal(readSelection(diskFile)?.brightness, 99);
  assert.equal(count(), 2);
});

test('beyond a burst a change is written within an interval, and the other role has a burst of its own', async (t) => {
  const { clock, store, diskFile } = stateFileIn(temporaryFolder(t));
  for (let brightness = 0; brightness < WRITE_BURST; brightness++) {
    store.save({ ...SELECTION, brightness });
    await store.persist('remote');
    assert.equal(readSelection(diskFile)?.brightness, brightness);
  }
  store.save({ ...SELECTION, brightness: 99 });
  await store.persist('remote');
  assert.equal(readSelection(diskFile)?.brightness, WRITE_BURST - 1);
  await store.persist('local');
  assert.equal(readSelection(diskFile)?.brightness, 99);
  store.save(OLDER_SELECTION);
  await store.persist('remote');
  assert.deepEqual(readSelection(diskFile)?.brightness, 99);
  clock.advance(WRITE_INTERVAL_MS);
  await eventually(() => readSelection(diskFile)?.animation === OLDER_SELECTION.animation);
});

test('a bot that plays once a second for an hour causes a burst of writes, and then one in each interval', async (t) => {
  const count = countWrites(t);
  const { clock, store } = stateFileIn(temporaryFolder(t));
  for (let second = 0; second < 3600; second++) {
    store.save({ ...SELECTION, brightness: second % 101 });
    await store.persist('remote');
    clock.advance(1000);
  }
  const expected = WRITE_BURST + 3_600_000 / WRITE_INTERVAL_MS;
  assert.ok(count() >= expected - 1 && count() <= expected + 1, `${count()} writes`);
});

test('a slow disk is waited for until the limit and reported once; meanwhile no change waits', async (t) => {
  const { clock, store, diskFile, log } = stateFileIn(temporaryFolder(t));
  const draft = `${diskFile}.new`;
  mkdirSync(dirname(draft));
  // Opening it for writing takes until it has a reader.
  execFileSync('mkfifo', [draft]);
  store.save(OLDER_SELECTION);
  const first = store.persist('remote');
  clock.advance(MAX_WAIT_MS - 1);
  assert.deepEqual(log.records, []);
  clock.advance(1);
  await first;
  assert.deepEqual(log.records, [{ event: 'state_write_slow', file: diskFile, waitedMs: MAX_WAIT_MS }]);
  for (let i = 0; i < 3; i++) {
    store.save(SELECTION);
    await store.persist('local');
  }
  assert.equal(log.records.length, 1);
  assert.equal(clock.pending, 0);

  const reader = openSync(draft, constants.O_RDONLY | constants.O_NONBLOCK);
  t.after(() => closeSync(reader));
  rmSync(draft);
  await eventually(() => readSelection(diskFile)?.animation === SELECTION.animation);
});

test('on a disk that fails, changes are acknowledged, and the failure is reported once until it is over', async (t) => {
  const folder = temporaryFolder(t);
  const { store, diskFile, log } = stateFileIn(folder);
  for (const failures of [1, 2]) {
    // A file in the place of a directory stops root, too.
    writeFileSync(join(folder, 'state'), '');
    for (const brightness of [10, 20, 30]) {
      store.save({ ...SELECTION, brightness });
      await store.persist('remote');
    }
    assert.equal(log.of('state_write_failed').length, failures);
    rmSync(join(folder, 'state'));
    store.save(SELECTION);
    await store.persist('remote');
    assert.deepEqual(readSelection(diskFile), SELECTION);
    rmSync(join(folder, 'state'), { recursive: true });
  }
});

test('what a killed driver had not written to disk yet, the next one writes', async (t) => {
  const folder = temporaryFolder(t);
  stateFileIn(folder).store.save(SELECTION);
  const { store, diskFile } = stateFileIn(folder);
  assert.deepEqual(store.restore(), SELECTION);
  assert.equal(existsSync(diskFile), false);
  await store.persist('local');
  assert.deepEqual(readSelection(diskFile), SELECTION);
});
