import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  formatSelection,
  parseStoredSelection,
  type Selection,
  type StoredSelection,
} from '../src/engine/selection.ts';
import { StateFile } from '../src/engine/state-file.ts';
import { eventually, id, recordingLog, temporaryFolder } from './driver-fixtures.ts';
import { FakeClock } from './fake-clock.ts';

const SELECTION: StoredSelection = {
  animation: id('snow'),
  brightness: 40,
  since: '2025-12-24T18:00:00.000Z',
  chosenBy: 'remote',
};
const OLDER_SELECTION: StoredSelection = { ...SELECTION, animation: id('fire') };

function stateFileIn(folder: string) {
  const clock = new FakeClock();
  const log = recordingLog();
  const store = new StateFile(
    { runtime_dir: join(folder, 'run'), state_dir: join(folder, 'state') },
    clock,
    log.log,
  );
  const runtimeFile = join(folder, 'run/state.json');
  const diskFile = join(folder, 'state/state.json');
  return { clock, log, store, runtimeFile, diskFile, restore: () => store.restore() };
}

function writeFileAt(file: string, text: string): void {
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
}

function readSelection(file: string): StoredSelection | undefined {
  return existsSync(file) ? parseStoredSelection(readFileSync(file, 'utf8')) : undefined;
}

const timeArbitrary: fc.Arbitrary<string> = fc
  .date({ noInvalidDate: true, min: new Date(-1e12), max: new Date(4e12) })
  .map((date) => date.toISOString());

const layerArbitrary: fc.Arbitrary<Selection> = fc.record(
  {
    animation: fc.constantFrom(id('off'), id('candy_cane')),
    since: timeArbitrary,
    chosenBy: fc.constantFrom('remote', 'local', 'driver'),
    until: timeArbitrary,
  },
  { requiredKeys: ['animation', 'since', 'chosenBy'], noNullPrototype: true },
);

/** Up to as many showings as the engine ever keeps, one over the other. */
const selectionArbitrary: fc.Arbitrary<StoredSelection> = fc
  .tuple(fc.array(layerArbitrary, { minLength: 1, maxLength: 8 }), fc.option(fc.nat(100), { nil: undefined }))
  .map(([layers, brightness]) => ({
    ...layers.reduce((previous, above) => ({ ...above, previous })),
    brightness,
  }));

test('any selection is read back as it was written', () => {
  fc.assert(
    fc.property(selectionArbitrary, (one) =>
      assert.deepEqual(parseStoredSelection(formatSelection(one)), one),
    ),
  );
});

test('a truncated or altered state file never yields another selection', () => {
  const text = formatSelection(SELECTION);
  for (let length = 0; length < text.length - 1; length++) {
    assert.equal(parseStoredSelection(text.slice(0, length)), undefined, text.slice(0, length));
  }
  const altered = (change: object): string => JSON.stringify({ version: 1, ...SELECTION, ...change });
  assert.deepEqual(parseStoredSelection(altered({})), SELECTION);
  for (const change of [
    { version: 2 },
    { version: undefined },
    { animation: 'Not-An-ID' },
    { animation: 7 },
    { brightness: 101 },
    { brightness: -1 },
    { brightness: 1.5 },
    { brightness: null },
    { brightness: '40' },
    { since: 'yesterday' },
    { since: 5 },
    { chosenBy: 'somebody' },
    { chosenBy: undefined },
    { until: 'soon' },
    { until: null },
    { until: 5 },
    { previous: null },
    { previous: 'snow' },
    { previous: [] },
    { previous: {} },
    { previous: { ...SELECTION, animation: 'Not-An-ID' } },
    { previous: { ...SELECTION, until: 'soon' } },
    { previous: { ...OLDER_SELECTION, previous: { ...SELECTION, until: 'soon' } } },
  ]) {
    assert.equal(parseStoredSelection(altered(change)), undefined, JSON.stringify(change));
  }
  fc.assert(fc.property(fc.string(), (any) => assert.equal(parseStoredSelection(any), undefined)));
});

test('a selection is in the runtime directory at once, and on disk five seconds later', async (t) => {
  const { clock, store, runtimeFile, diskFile } = stateFileIn(temporaryFolder(t));
  store.save(SELECTION);
  assert.deepEqual(readSelection(runtimeFile), SELECTION);
  assert.equal(clock.pending, 1);
  clock.advance(4_999);
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
    clock.advance(99);
  }
  assert.equal(existsSync(diskFile), false);
  clock.advance(100);
  await eventually(() => existsSync(diskFile), 'the write to disk');
  assert.equal(readSelection(diskFile)?.brightness, 49);
});

test('a selection that comes while the disk is slow is written after the one on its way', async (t) => {
  const { clock, store, diskFile } = stateFileIn(temporaryFolder(t));
  store.save(OLDER_SELECTION);
  clock.advance(5_000);
  store.save(SELECTION);
  assert.equal(clock.pending, 0);
  await eventually(() => existsSync(diskFile) && clock.pending === 1, 'the first write');
  assert.deepEqual(readSelection(diskFile), OLDER_SELECTION);
  clock.advance(5_000);
  await eventually(() => readSelection(diskFile)?.animation === SELECTION.animation, 'the second write');
});

test('closing writes what the disk has not got yet, also what is on its way, and leaves no timer', (t) => {
  for (const onItsWay of [false, true]) {
    const { clock, store, diskFile } = stateFileIn(temporaryFolder(t));
    store.save(SELECTION);
    if (onItsWay) clock.advance(5_000);
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
  ['a pipe that nobody writes to', /not a file/, (file: string) => execFileSync('mkfifo', [file])],
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
  test(`${what} in the place of the state file is reported and set aside, and the next wish is remembered there`, (t) => {
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
  clock.advance(5_000);
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
  clock.advance(5_000);
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
  clock.advance(5_000);
  await eventually(() => existsSync(diskFile));
  store.close();
  assert.deepEqual(readdirSync(join(folder, 'run')), ['state.json']);
  assert.deepEqual(readdirSync(join(folder, 'state')), ['state.json']);
});

test('a directory that this user may not write to is reported', {
  skip: process.getuid?.() === 0 && 'root may write anywhere',
}, (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'run'));
  chmodSync(join(folder, 'run'), 0o500);
  const { store, log } = stateFileIn(folder);
  store.save(SELECTION);
  assert.match(String(log.records[0]?.problem), /EACCES/);
});
