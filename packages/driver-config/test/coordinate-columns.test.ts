import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseCoordinates } from '../src/parse-coordinates.ts';

type Triple = readonly [x: number, y: number, z: number];

function pointsOf(text: string): readonly (Triple | undefined)[] {
  const parsed = parseCoordinates(text);
  assert.ok('points' in parsed, JSON.stringify(parsed));
  // Plus 0, because −0 is written "0".
  return parsed.points.map((point) => point && [point.x + 0, point.y + 0, point.z + 0]);
}

/** `line: key: message` of the only mistake. */
function mistake(text: string): string {
  const parsed = parseCoordinates(text);
  assert.ok('problems' in parsed, JSON.stringify(parsed));
  assert.equal(parsed.problems.length, 1, JSON.stringify(parsed.problems));
  const { line, key, message } = parsed.problems[0]!;
  return [line, key, message].filter((part) => part).join(': ');
}

const POINTS: readonly Triple[] = [
  [1, -2.5, 0.25],
  [4, 5, 6],
  [0.5, 0, 7],
];
const POINTS_TEXT = POINTS.map((point, i) => `${i},${point.join()}`).join('\n');

describe('the same lights are read, whichever names the columns have:', () => {
  const HEADINGS = [
    'index,x,y,z',
    'Index, X, Y, Z',
    '"index","x","y","z"',
    'LED,x (cm),y (cm),z (cm)',
    'pixel_id,x_mm,y_mm,z_mm',
    'LED#,x,y,z',
    ',x,y,z',
    '# index,x,y,z',
    '#,x,y,z',
    '# lights of 2026\n# No.,+x,+y,+z\n#',
    '# x,y,z',
    '',
  ];
  for (const heading of HEADINGS) {
    test(JSON.stringify(heading), () => assert.deepEqual(pointsOf(`${heading}\n${POINTS_TEXT}`), POINTS));
  }

  test('with columns that are not needed', () => {
    const rows = POINTS.map((point, i) => `${i},${point.join()},0,0,1,0.${i}`).join('\n');
    assert.deepEqual(pointsOf(`index,x,y,z,xn,yn,zn,error\n${rows}`), POINTS);
    assert.deepEqual(pointsOf('brightness,z,y,x\n0.9,3,2,1\n0.9,6,5,4'), [
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });
});

test('every order and direction of the columns gives the positions of the plain rows', () => {
  const number = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0);
  const point = fc.tuple(number, number, number);
  const lights = fc.uniqueArray(fc.tuple(fc.nat(99), fc.option(point, { nil: undefined })), {
    selector: ([index]) => index,
    minLength: 1,
    maxLength: 40,
  });
  const names = fc.shuffledSubarray(['index', 'x', 'y', 'z', '-x', '-y', '-z', 'note'], { minLength: 8 });
  fc.assert(
    fc.property(
      lights,
      names,
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.boolean(),
      (seen, order, end, isComment) => {
        const columns = order.filter(
          (name, i) => name === 'index' || name === 'note' || isFirstOfAxis(order, name, i),
        );
        const withFirst = [...seen.filter(([index]) => index !== 0), [0, [1, 2, 3]] as const];
        const rows = withFirst.map(([index, place]) =>
          columns.map((name) => cellOf(name, index, place)).join(),
        );
        const text = [(isComment ? '# ' : '') + columns.join(), ...rows].join(end);
        const expected = Array.from(
          { length: Math.max(...withFirst.map(([index]) => index)) + 1 },
          (_, i) => withFirst.find(([index]) => index === i)?.[1],
        );
        assert.deepEqual(pointsOf(text), expected);
      },
    ),
    { numRuns: 300 },
  );
});

function isFirstOfAxis(order: readonly string[], name: string, position: number): boolean {
  return order.findIndex((other) => other.at(-1) === name.at(-1) && other.length <= 2) === position;
}

function cellOf(name: string, index: number, place: Triple | undefined): string {
  if (name === 'index') return `${index}`;
  if (name === 'note') return 'a word';
  const value = place?.['xyz'.indexOf(name.at(-1)!)];
  if (value === undefined) return 'nan';
  return `${name.startsWith('-') ? -value : value}`;
}

test('two dimensions, y and z, are a picture of the front', () => {
  assert.deepEqual(pointsOf('y,z\n1,2\n3,4'), [
    [0, 1, 2],
    [0, 3, 4],
  ]);
  assert.deepEqual(pointsOf('index,y,-z\n0,1,2\n2,3,4'), [[0, 1, -2], undefined, [0, 3, -4]]);
});

/** A text, its mistake with the cure, and the text with the cure. */
const REFUSALS: readonly (readonly [title: string, text: string, message: RegExp, right: string])[] = [
  [
    'a map with two dimensions of a picture',
    'index,u,v\n0,0.1,0.2\n1,0.3,0.4',
    /^1: names two dimensions, u and v\. For a picture of the front, name .* y and the other one z, or -z .*: "index,y,-z"$/,
    'index,y,-z\n0,0.1,0.2\n1,0.3,0.4',
  ],
  ['two of three dimensions', 'x,y\n1,2', /^1: names two dimensions, x and y\. .*: "y,-z"$/, 'y,-z\n1,2'],
  [
    'names without axes',
    'index,a,b,c\n0,1,2,3',
    /^1: is a heading without x, y and z: name the columns, such as "index,x,y,z"; other columns are ignored/,
    'index,x,y,z\n0,1,2,3',
  ],
  ['a name that occurs twice', 'x,y,z,-y\n1,2,3,4', /^1: names y twice/, 'x,y,z,a\n1,2,3,4'],
  ['two indices', 'id,led,x,y,z\n0,0,1,2,3', /^1: names the index twice/, 'row,led,x,y,z\n0,0,1,2,3'],
  [
    'an index with an unknown name',
    'lampe,x,y,z\n0,1,2,3\n1,2,3,4\n4,2,3,4',
    /^1: "lampe" seems to count the lights: name that column "index", or remove it/,
    'index,x,y,z\n0,1,2,3\n1,2,3,4\n4,2,3,4',
  ],
  [
    'an index with an unknown name, in any order',
    'a,b,x,y,z\n0.5,4,1,2,3\n0.5,0,2,3,4\n0.5,1,2,3,4',
    /^1: "b" seems to count the lights: name that column "index", or remove it/,
    'a,index,x,y,z\n0.5,4,1,2,3\n0.5,0,2,3,4\n0.5,1,2,3,4',
  ],
  [
    'four columns without names and without an index',
    '0.5,1,2,3\n0.1,2,3,4',
    /^1: is the first row of four columns: add a line above it that names them, such as "x,y,z" or "index,x,y,z"/,
    'a,x,y,z\n0.5,1,2,3\n0.1,2,3,4',
  ],
  [
    'three columns without names, one of them perhaps an index',
    '0,0.5,0.3\n1,0.4,0.2\n3,0.3,0.1',
    /^1: is the first row of three columns, the first of which could count the lights: add a line above it that names them, such as "x,y,z" or "index,y,-z"/,
    'x,y,z\n0,0.5,0.3\n1,0.4,0.2\n3,0.3,0.1',
  ],
];

describe('refused, with its cure:', () => {
  for (const [title, text, message, right] of REFUSALS) {
    test(title, () => {
      assert.match(mistake(text), message);
      assert.ok(pointsOf(right).length > 0);
    });
  }
});

describe('three columns are coordinates', () => {
  const PLAIN = {
    'of few rows': '0,1,2\n1,2,3',
    'that rise in steps': '1,2,3\n40,5,6\n70,8,9',
    'that fall': '9,2,3\n8,5,6\n7,8,9',
  };
  for (const [title, text] of Object.entries(PLAIN)) {
    test(title, () => assert.equal(pointsOf(text).length, text.split('\n').length));
  }
});
