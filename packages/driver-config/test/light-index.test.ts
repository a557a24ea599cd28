import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseCoordinates } from '../src/parse-coordinates.ts';

const HEADING = 'index,x,y,z';

/** The x of each light; undefined for one that was not seen. */
function lightsOf(...rows: readonly string[]): readonly (number | undefined)[] {
  const parsed = parseCoordinates(rows.join('\n'));
  assert.ok('points' in parsed, JSON.stringify(parsed));
  return parsed.points.map((point) => point?.x);
}

function mistakes(...rows: readonly string[]): string {
  const parsed = parseCoordinates([HEADING, ...rows].join('\n'));
  assert.ok('problems' in parsed, JSON.stringify(parsed));
  return parsed.problems.map(({ line, key, message }) => `${line ?? '-'} ${key}: ${message}`).join('\n');
}

describe('an index gives each light its place', () => {
  test('with gaps for the lights that were not seen', () => {
    const rows = ['0,10,0,0', '1,11,0,0', '4,14,0,0', '5,15,0,0'];
    assert.deepEqual(lightsOf(HEADING, ...rows), [10, 11, undefined, undefined, 14, 15]);
    assert.deepEqual(lightsOf(...rows), [10, 11, undefined, undefined, 14, 15]);
  });

  test('counted from 1 if none is missing', () => {
    assert.deepEqual(lightsOf(HEADING, '1,10,0,0', '2,11,0,0', '3,12,0,0'), [10, 11, 12]);
  });

  test('in any order of the rows', () => {
    assert.deepEqual(lightsOf(HEADING, '2,12,0,0', '0,10,0,0', '1,11,0,0'), [10, 11, 12]);
    assert.deepEqual(lightsOf(HEADING, '2,12,0,0', '3,13,0,0', '1,11,0,0'), [11, 12, 13]);
  });

  test('with rows for lights that were not seen', () => {
    assert.deepEqual(lightsOf(HEADING, '0,,,', '1,11,0,0', '2,nan,nan,nan', '3,13,0,0'), [
      undefined,
      11,
      undefined,
      13,
    ]);
  });

  test('where a spreadsheet left empty rows', () => {
    assert.deepEqual(lightsOf(HEADING, '0,10,0,0', ',,,', '1,11,0,0', ',,,'), [10, 11]);
  });

  test('written as a number with decimals', () => {
    assert.deepEqual(lightsOf(HEADING, '0.0,10,0,0', '1.0,11,0,0'), [10, 11]);
  });

  test('and says whether lights can follow', () => {
    const isOpenEnded = (text: string) => 'points' in parseCoordinates(text) && parseCoordinates(text);
    assert.deepEqual(isOpenEnded('0,1,2,3'), { points: [{ x: 1, y: 2, z: 3 }], isOpenEnded: true });
    assert.deepEqual(isOpenEnded('1,1,2,3'), { points: [{ x: 1, y: 2, z: 3 }], isOpenEnded: false });
    assert.deepEqual(isOpenEnded('1,2,3'), { points: [{ x: 1, y: 2, z: 3 }], isOpenEnded: false });
  });
});

describe('an index is refused', () => {
  const ROW = '0,1,2,3';
  const REFUSALS: readonly (readonly [title: string, rows: readonly string[], message: RegExp])[] = [
    [
      'that occurs twice',
      [ROW, '1,1,1,1', '1,2,2,2'],
      /^4 index: 1 is also in line 3: each light has one row$/,
    ],
    ['below 0', [ROW, '-1,1,1,1'], /^3 index: must be from 0 to 999, not -1$/],
    ['beyond the longest strip', [ROW, '1001,1,1,1'], /^3 index: must be from 0 to 999, not 1001$/],
    [
      'beyond the longest strip that counts from 0',
      [ROW, '1000,1,1,1'],
      /^3 index: must be at most 999, because it counts from 0$/,
    ],
    ['that is not a whole number', [ROW, '1.5,1,1,1'], /^3 index: must be a whole number, not "1.5"$/],
    [
      'that is not a number',
      [ROW, '#1,1,1,1', 'b,1,1,1', '0x2,1,1,1'],
      /^4 index: must be a whole number, not "b"; also in line 5$/,
    ],
    ['that is infinite', [ROW, '1e309,1,1,1'], /^3 index: must be a whole number, not "1e309"$/],
    ['that is missing', [ROW, ',1,1,1'], /^3 index: must be a whole number, not ""$/],
    [
      'with gaps and without 0, which can count from 0 or from 1',
      ['1,1,1,1', '2,1,1,1', '4,1,1,1'],
      /^- index: lacks 0 and 3, so it is not clear whether it counts from 0 or from 1\. If from 0, add the row "0,nan,nan,nan"; if from 1, add such a row for each of the other missing numbers$/,
    ],
  ];
  for (const [title, rows, message] of REFUSALS) {
    test(title, () => assert.match(mistakes(...rows), message));
  }

  test('until the advised rows are added', () => {
    const rows = ['1,11,0,0', '2,12,0,0', '4,14,0,0'];
    assert.deepEqual(lightsOf(HEADING, ...rows, '0,nan,nan,nan'), [undefined, 11, 12, undefined, 14]);
    assert.deepEqual(lightsOf(HEADING, ...rows, '3,nan,nan,nan'), [11, 12, undefined, 14]);
  });
});

test('an index of the longest strip can count from 0 or from 1', () => {
  const rows = (start: number) => Array.from({ length: 1000 }, (_, i) => `${start + i},${i},0,0`);
  const all = Array.from({ length: 1000 }, (_, i) => i);
  assert.deepEqual(lightsOf(...rows(0)), all);
  assert.deepEqual(lightsOf(...rows(1)), all);
});
