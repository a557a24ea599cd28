import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { MAX_COORDINATE } from '@garland/animations';
import fc from 'fast-check';
import { parseCoordinates } from '../src/parse-coordinates.ts';
import { MAX_PIXELS } from '../src/strip.ts';

const DATA =
  process.env.GARLAND_DATA ?? fileURLToPath(new URL('../../../../../shared/data', import.meta.url));
const REAL = `${DATA}/coords_2021.csv`;

function pointsOf(text: string): readonly (readonly number[])[] {
  const parsed = parseCoordinates(text);
  assert.ok('points' in parsed, JSON.stringify(parsed));
  return parsed.points.map((point) => (point ? [point.x, point.y, point.z] : []));
}

/** `line code key` of each mistake. */
function mistakes(text: string): string[] {
  const parsed = parseCoordinates(text);
  if ('points' in parsed) return [];
  return parsed.problems.map(({ line, code, key }) => `${line ?? '-'} ${code} ${key}`.trimEnd());
}

function messages(text: string): string {
  const parsed = parseCoordinates(text);
  return 'points' in parsed ? '' : parsed.problems.map(({ message }) => message).join('\n');
}

describe('the same coordinates are read from', () => {
  const SPELLINGS: Readonly<Record<string, string>> = {
    'plain rows': '1,-2.5,0.25\n4,5,6',
    'a last line that ends': '1,-2.5,0.25\n4,5,6\n',
    'a file that begins with a byte order mark': '\uFEFF1,-2.5,0.25\n4,5,6',
    'lines that end as on Windows': '1,-2.5,0.25\r\n4,5,6\r\n',
    'lines that end as on old Macs': '1,-2.5,0.25\r4,5,6',
    'blank lines and spaces': '\n \t\n 1 , -2.5 ,\t0.25 \n\n4,5,6\n\n',
    'rows in round brackets, with quotes': '(1, "-2.5", 0.25)\n(4,\'5\', " 6 ")',
    'a heading': 'x,y,z\n1,-2.5,0.25\n4,5,6',
    'line ends that were translated twice': '1,-2.5,0.25\r\r\n4,5,6\r\r\n',
    comments: '# x,y,z\n1,-2.5,0.25 # the plug\n  # and on\n4,5,6#',
    'rows in brackets': '[1, -2.5, 0.25] \n[4, 5, 6]',
    'other ways to write a number': '+1,-25e-1,.25\n4.,5.0,0.6E1',
  };
  for (const [title, text] of Object.entries(SPELLINGS)) {
    test(title, () =>
      assert.deepEqual(pointsOf(text), [
        [1, -2.5, 0.25],
        [4, 5, 6],
      ]),
    );
  }

  test('a real file of 500 pixels', { skip: !existsSync(REAL) && `needs ${REAL}` }, () => {
    const points = pointsOf(readFileSync(REAL, 'utf8'));
    assert.equal(points.length, 500);
    assert.deepEqual(points[0], [0.547169811, -0.173584906, 0.698113208]);
    assert.ok(
      points.every(([x = 9, y = 9, z = 9]) => Math.abs(x) <= 1 && Math.abs(y) <= 1 && z >= 0 && z < 4),
    );
  });
});

test('whatever numbers are written come back, as many as a strip can have', () => {
  const number = fc
    .double({ min: -MAX_COORDINATE, max: MAX_COORDINATE, noNaN: true })
    .map((value) => value + 0);
  const rows = fc.array(fc.tuple(number, number, number), { minLength: 1, maxLength: MAX_PIXELS });
  fc.assert(
    fc.property(rows, fc.constantFrom('\n', '\r\n', '\r'), (points, end) => {
      assert.deepEqual(pointsOf(points.map((point) => point.join(',')).join(end)), points);
    }),
    { numRuns: 30 },
  );
});

/** A text and all that is wrong in it. */
const MISTAKES: readonly (readonly [title: string, text: string, problems: readonly string[]])[] = [
  ['an empty file', '', ['- syntax']],
  ['nothing but comments', '\n# none\n', ['- syntax']],
  ['too few and too many columns', '1,2,3\n1,2\n1,2,3,4\n1,2,3,', ['2 syntax', '3 syntax', '4 syntax']],
  ['what is no number', 'a,2,3\n1,,3\n1,2,0x10\n', ['1 wrong_type x', '2 wrong_type y', '3 wrong_type z']],
  [
    'what is no finite number',
    '1,2,NaN\ninf,2,1e999',
    ['1 wrong_type z', '2 wrong_type x', '2 out_of_range z'],
  ],
  ['what is too far away', '1000000,2,3\n1000000.1,-1e7,3', ['2 out_of_range x', '2 out_of_range y']],
  ['brackets that do not close', '[1,2,3', ['1 wrong_type x']],
  ['a heading without rows', 'x,y,z\n', ['- syntax']],
  ['a heading farther down', '1,2,3\nx,y,z', ['2 wrong_type x', '2 wrong_type y', '2 wrong_type z']],
  ['mistakes in the lines that people count', '\uFEFF\r\n# one\r\n1,2,3\r\n1,2\r\n', ['4 syntax']],
  ['more pixels than a strip can have', '1,2,3\n'.repeat(MAX_PIXELS + 5), [`${MAX_PIXELS + 1} syntax`]],
];

describe('the mistakes are reported', () => {
  for (const [title, text, problems] of MISTAKES) {
    test(title, () => assert.deepEqual(mistakes(text), problems));
  }
});

/** A text and the advice for its mistake. */
const ADVICE: readonly (readonly [text: string, message: RegExp])[] = [
  ['7', /must be three numbers, "x,y,z", not 1 column$/],
  ['1,2\n3,4', /not 2 columns\. For a picture of the front, add the line "y,z" above, or "y,-z" if/],
  [
    '1,2,3\n1,2,3,4',
    /not 4 columns: if one counts the lights, add a heading such as "index,x,y,z" above all rows/,
  ],
  ['0,5,0,5,0,5', /not 6 columns: if its decimals have commas, write points, and commas between/],
  ['1,2,3\n0,5;0,5;0,5', /4 columns: put commas between them, and points before decimals/],
  ['1,2,x', /must be a number, not "x"$/],
  ['1,2,inf', /must be a number, not "inf"$/],
  ['1,2,nan', /must be a number, not "nan"; if the light was not seen, write nan in each column/],
  ['1,,2', /y?must be a number, not ""; if the light was not seen/],
  ['12 cm,1,2', /must be a number, not "12 cm"; leave the unit out: any unit works/],
  ['12",1,2', /must be a number, not "12\\""; leave the unit out/],
  ['\u22121.5,1,2', /not "\u22121\.5"; its first character is not a minus sign, "-"/],
  ['nan,nan,nan\n,,', /has no position: no light was seen/],
  ['x,y,z\n1,2\n', /must be three numbers/],
  ['y,z\n1,2,3\n', /must have 2 columns, as named above, not 3 columns/],
];

test('a mistake is reported with its cure', () => {
  for (const [text, message] of ADVICE) assert.match(messages(text), message, text);
});

test('no text at all does harm: it is points, or mistakes with lines that it has', () => {
  const character = fc.constantFrom(...'0123456789,,,.-+e[]()#;"\n\n\r \uFEFFxyzuvnaind');
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: character, maxLength: 60 }), fc.string()), (text) => {
      const parsed = parseCoordinates(text);
      if ('points' in parsed) {
        assert.ok(parsed.points.length > 0);
        assert.ok(parsed.points.some((point) => point));
        assert.ok(parsed.points.every((point) => !point || Object.values(point).every(Number.isFinite)));
      } else {
        const lines = text.split(/\r\n|\r|\n/).length;
        assert.ok(parsed.problems.length > 0);
        assert.ok(parsed.problems.every(({ line = 1 }) => line >= 1 && line <= lines));
      }
    }),
    { numRuns: 1000 },
  );
});

describe('a light that was not seen', () => {
  for (const missing of ['nan', 'NaN', '-nan', 'None', 'null', 'n/a', '#N/A', 'undefined', '', '""']) {
    test(`has ${JSON.stringify(missing)} in each column`, () => {
      const unseen = [missing, missing, missing].join();
      assert.deepEqual(pointsOf(`${unseen}\n1,2,3\n${unseen}\n4,5,6\n${unseen}`), [
        [],
        [1, 2, 3],
        [],
        [4, 5, 6],
        [],
      ]);
    });
  }
});

describe('a line that can have been a row', () => {
  const REMARK = /if a light was not seen, write "nan,nan,nan" in its place, otherwise remove the line/;

  test('is refused, because all lights after it would be misplaced', () => {
    assert.deepEqual(mistakes('1,2,3\n4,5,6\n \n7,8,9'), ['3 syntax']);
    assert.deepEqual(mistakes('1,2,3\n# 4,5,6\n7,8,9'), ['2 syntax']);
    assert.match(messages('1,2,3\n\n\n7,8,9'), REMARK);
    assert.match(messages('1,2,3\n#4,5,6\n7,8,9'), REMARK);
  });

  test('is ignored above and below the rows, after each row, and where an index counts', () => {
    for (const text of [
      '\n\n1,2,3\n4,5,6\n\n\n',
      '1,2,3\n\n4,5,6\n',
      'x,y,z\n\n1,2,3\n4,5,6',
      '0,1,2,3\n\n\n# 7,7,7,7\n1,4,5,6',
    ])
      assert.deepEqual(pointsOf(text).length, 2, JSON.stringify(text));
    assert.equal(pointsOf('1,2,3\n# a comment\n#\n4,5,6').length, 2);
  });
});

describe('mistakes of one kind', () => {
  test('are one message with the first lines', () => {
    const rows = Array.from({ length: 40 }, (_, i) => (i < 30 ? `1,2,a${i}` : '1,2,3'));
    assert.equal(
      messages(rows.join('\n')),
      'must be a number, not "a0"; also in 29 other lines: 2, 3, 4, 5, 6 …',
    );
  });

  test('are listed if they are few', () => {
    assert.match(messages('1,2,3\n1,2\n1,2'), /not 2 columns; also in line 3$/);
    assert.match(messages('1,2,3\n1,2\n1,2\n1,2'), /not 2 columns; also in 2 other lines: 3, 4$/);
  });

  test('in different columns are separate messages', () => {
    assert.deepEqual(mistakes('a,2,3\n1,2,b\nc,2,3'), ['1 wrong_type x', '2 wrong_type z']);
  });
});

test('a file has at most 10,000 lines', () => {
  assert.equal(pointsOf(`1,2,3${'\n'.repeat(9_999)}`).length, 1);
  assert.equal(messages(`1,2,3${'\n'.repeat(10_000)}`), 'has more than 10000 lines');
});

test('no file of the largest size takes long, whatever it repeats', () => {
  const SIZE = 1024 * 1024;
  for (const unit of [
    '\r',
    '\n',
    ',',
    '#',
    '[',
    '1\n',
    '1,2,3,\n',
    'x,',
    '"',
    ' ',
    '# 1,1\n',
    '1,1\r\r',
    'a#',
  ])
    assert.ok(parseCoordinates(unit.repeat(SIZE / unit.length)));
});
