import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { formatSelection } from '../src/engine/selection.ts';
import { eventually, temporaryFolder } from './driver-fixtures.ts';
import { OLDER_SELECTION, readSelection, SELECTION, stateFileIn, writeFileAt } from './state-file-kit.ts';

test('an invalid state file is reported and moved aside, and the next one is used', (t) => {
  for (const text of [
    '',
    '{',
    'null',
    '{"version":1}',
    formatSelection(SELECTION).slice(0, 30),
    formatSelection(SELECTION).replace(':1,', ':9,'),
  ]) {
    const { runtimeFile, diskFile, restore, log } = stateFileIn(temporaryFolder(t));
    writeFileAt(runtimeFile, text);
    writeFileAt(diskFile, formatSelection(OLDER_SELECTION));
    assert.deepEqual(restore(), OLDER_SELECTION);
    assert.equal(readFileSync(`${runtimeFile}.corrupt`, 'utf8'), text);
    assert.equal(existsSync(runtimeFile), false);
    assert.deepEqual(log.records, [
      {
        event: 'state_corrupt',
        file: runtimeFile,
        problem: `not a state file; it was moved to ${runtimeFile}.corrupt`,
      },
    ]);
  }
});

function sparseFile(file: string): void {
  writeFileSync(file, '');
  truncateSync(file, 5e8);
}

for (const [what, why, lay] of [
  ['a directory', /not a file/, (file: string) => mkdirSync(file)],
  ['a pipe without a writer', /not a file/, (file: string) => execFileSync('mkfifo', [file])],
  ['a link to a device without end', /ELOOP/, (file: string) => symlinkSync('/dev/zero', file)],
  ['a file of half a gigabyte', /larger than 4096 bytes/, sparseFile],
  [
    'a time with words in it',
    /not a state file/,
    (file: string) => writeFileSync(file, formatSelection({ ...SELECTION, since: '2020 (x)' })),
  ],
  ...['-271821-04-20T00:00:00.000Z', '+275760-09-13T00:00:00.000Z'].map(
    (since) =>
      [
        `a time at the end of all calendars, ${since},`,
        /not a state file/,
        (file: string) =>
          writeFileSync(file, formatSelection({ ...SELECTION, previous: { ...SELECTION, since } })),
      ] as const,
  ),
] as const) {
  test(`${what} in place of the state file is reported and moved aside, and the next selection is saved there`, (t) => {
    const { store, runtimeFile, restore, log } = stateFileIn(temporaryFolder(t));
    mkdirSync(join(runtimeFile, '..'), { recursive: true });
    lay(runtimeFile);
    assert.equal(restore(), undefined);
    const [record, ...others] = log.of('state_corrupt');
    assert.match(String(record?.problem), why);
    assert.equal(others.length, 0);
    assert.ok(lstatSync(`${runtimeFile}.corrupt`));
    store.save(SELECTION);
    assert.deepEqual(readSelection(runtimeFile), SELECTION);
  });
}

test('while the runtime directory is full, a selection is on disk before its reply, and no earlier write replaces it', async (t) => {
  const { clock, store, runtimeFile, diskFile, restore } = stateFileIn(temporaryFolder(t));
  store.save(OLDER_SELECTION);
  clock.advance(20_000);
  mkdirSync(`${runtimeFile}.${process.pid}.tmp`);
  store.save(SELECTION);
  assert.deepEqual(readSelection(diskFile), SELECTION);
  // The write on its way has ended: the next one is scheduled.
  await eventually(() => clock.pending === 1);
  assert.deepEqual(restore(), SELECTION);
});

test('a directory without write access is reported, and each selection is still accepted', async (t) => {
  const folder = temporaryFolder(t);
  // A file in the place of a directory stops root, too.
  writeFileSync(join(folder, 'run'), '');
  writeFileSync(join(folder, 'state'), '');
  const { clock, store, runtimeFile, diskFile, log } = stateFileIn(folder);
  store.save(SELECTION);
  assert.deepEqual(new Set(log.records.map(({ file }) => file)), new Set([runtimeFile, diskFile]));
  clock.advance(20_000);
  await eventually(() => clock.pending === 1, 'the failure');
  assert.equal(log.of('state_write_failed').at(-1)?.file, diskFile);

  rmSync(join(folder, 'state'));
  clock.advance(59_999);
  assert.equal(existsSync(diskFile), false);
  clock.advance(1);
  await eventually(() => existsSync(diskFile), 'the retry');
  assert.deepEqual(readSelection(diskFile), SELECTION);
  assert.equal(clock.pending, 0);
});

test('a failed write at the end is reported, and does not prevent the exit', (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'state'), '');
  const { store, log } = stateFileIn(folder);
  store.save(SELECTION);
  store.close();
  assert.equal(log.of('state_write_failed').length, 1);
});

test("a runtime file that can't be replaced is removed, so that an old selection is not restored", (t) => {
  const { store, runtimeFile, diskFile, restore } = stateFileIn(temporaryFolder(t));
  store.save(OLDER_SELECTION);
  mkdirSync(`${runtimeFile}.${process.pid}.tmp`);
  store.save(SELECTION);
  assert.equal(existsSync(runtimeFile), false);
  store.close();
  assert.deepEqual(readSelection(diskFile), SELECTION);
  assert.deepEqual(restore(), SELECTION);
});

test('a directory without write permission is reported', {
  skip: process.getuid?.() === 0 && 'root can write anywhere',
}, (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'run'));
  chmodSync(join(folder, 'run'), 0o500);
  const { store, log } = stateFileIn(folder);
  store.save(SELECTION);
  assert.match(String(log.records[0]?.problem), /EACCES/);
});
