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
  return parsed.points.map(({ x, y, z }) => [x, y, z]);
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
  ['a heading', 'x,y,z\n1,2,3', ['1 syntax']],
  ['a heading farther down', '1,2,3\nx,y,z', ['2 wrong_type x', '2 wrong_type y', '2 wrong_type z']],
  ['mistakes in the lines that people count', '\uFEFF\r\n# one\r\n1,2,3\r\n1,2\r\n', ['4 syntax']],
  ['more pixels than a strip can have', '1,2,3\n'.repeat(MAX_PIXELS + 5), [`${MAX_PIXELS + 1} syntax`]],
];

describe('the mistakes are reported', () => {
  for (const [title, text, problems] of MISTAKES) {
    test(title, () => assert.deepEqual(mistakes(text), problems));
  }
});

test('a mistake is reported with its cure', () => {
  assert.match(messages('x, y, z'), /heading: leave it out, or put # before it/);
  assert.match(messages('0,0.5,0.5,0.5'), /4 columns: if the first counts the pixels, leave it out/);
  assert.match(messages('0,5;0,5;0,5'), /4 columns: put commas between them, and points before decimals/);
  assert.match(messages('7'), /not 1 column$/);
  assert.match(messages('1,2,x'), /must be a number, not "x"/);
});

test('no text at all does harm: it is points, or mistakes with lines that it has', () => {
  const character = fc.constantFrom(...'0123456789,.-+e[]#;"\n\r \uFEFFx');
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: character, maxLength: 60 }), fc.string()), (text) => {
      const parsed = parseCoordinates(text);
      if ('points' in parsed) {
        assert.ok(parsed.points.length > 0);
        assert.ok(parsed.points.every(({ x, y, z }) => [x, y, z].every(Number.isFinite)));
      } else {
        const lines = text.split(/\r\n|\r|\n/).length;
        assert.ok(parsed.problems.length > 0);
        assert.ok(parsed.problems.every(({ line = 1 }) => line >= 1 && line <= lines));
      }
    }),
    { numRuns: 1000 },
  );
});
