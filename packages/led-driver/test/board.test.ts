import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CPUINFO_FILE,
  decodeRevision,
  REVISION_FILE,
  readBoard,
  unsupportedBoardHint,
} from '../src/output/board.ts';

/** A system with these files. */
function fakeFiles(files: Readonly<Record<string, string | Buffer>>): (path: string) => Buffer | undefined {
  return (path) => (files[path] === undefined ? undefined : Buffer.from(files[path]));
}

const CPUINFO =
  'processor\t: 0\nFeatures\t: half thumb\n\nHardware\t: BCM2835\nRevision\t: 9000c1\nSerial\t\t: 0\n';

test('the board is read from the device tree, and where there is none from the processor’s description', () => {
  const tree = Buffer.from('00c04170', 'hex');
  assert.equal(readBoard(fakeFiles({ [REVISION_FILE]: tree, [CPUINFO_FILE]: CPUINFO }))?.revision, 'c04170');
  assert.equal(readBoard(fakeFiles({ [CPUINFO_FILE]: CPUINFO }))?.revision, '9000c1');
  for (const files of [
    {},
    { [REVISION_FILE]: Buffer.from('c041', 'hex') },
    { [CPUINFO_FILE]: 'model name\t: Intel\n' },
  ]) {
    assert.equal(readBoard(fakeFiles(files)), undefined);
  }
});

test('a board has a compatible revision if the addon can drive its processor', () => {
  const boards = [
    ['0002', 'Raspberry Pi', '0002'],
    ['900093', 'Raspberry Pi Zero', '9000c1'],
    ['a01040', 'Raspberry Pi 2 B', 'a01041'],
    ['902120', 'Raspberry Pi Zero 2 W', 'a02082'],
    ['9020e1', 'Raspberry Pi 3 A+', 'a02082'],
    ['a020d4', 'Raspberry Pi 3 B+', 'a02082'],
    // The warranty bit, which a 64-bit addon does not look past.
    ['2a02082', 'Raspberry Pi 3 B', 'a02082'],
    ['b03115', 'Raspberry Pi 4 B', 'b03114'],
    ['c04170', 'Raspberry Pi 5', undefined],
    ['d04190', 'Raspberry Pi 500', undefined],
    ['a02ff0', 'Raspberry Pi of an unknown model', 'a02082'],
    ['a0f170', 'Raspberry Pi 5', undefined],
  ] as const;
  for (const [revision, name, compatibleRevision] of boards) {
    assert.deepEqual(decodeRevision(Number.parseInt(revision, 16)), {
      revision,
      name,
      compatibleRevision,
    });
  }
});

test('an unsupported board is named, with the reason and the fix', () => {
  assert.match(unsupportedBoardHint(undefined), /not a Raspberry Pi, or they are hidden/);
  assert.match(
    unsupportedBoardHint(decodeRevision(0xc04170)),
    /^a Raspberry Pi 5 \(c04170\) has its pins on a chip .*to the 4, the 400/,
  );
  assert.match(
    unsupportedBoardHint(decodeRevision(0x902120)),
    /does not know a Raspberry Pi Zero 2 W \(902120\).*a02082.*with-known-board/,
  );
});
