import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { ConfigError } from '@garland/toml';
import { readCoordinates } from '../src/coordinates-file.ts';
import { readDriverConfig } from '../src/driver-config.ts';
import type { StripConfig } from '../src/strip.ts';

const folder = mkdtempSync(join(tmpdir(), 'garland-strip-'));
after(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, 'sub'));
mkdirSync(join(folder, 'folder.csv'));

const ROWS = Array.from({ length: 40 }, (_, i) => ({ x: Math.cos(i), y: Math.sin(i), z: i / 10 }));
const ROWS_TEXT = ROWS.map(({ x, y, z }) => `${x},${y},${z}`).join('\r\n');
writeFileSync(join(folder, 'tree.csv'), `\uFEFF${ROWS_TEXT}\r\n`);
writeFileSync(join(folder, 'sub/tree.csv'), '0,0,0\n1,1,1\n');
writeFileSync(join(folder, 'bad.csv'), '1,2,3\n1,2\n1,2,x\n');
writeFileSync(join(folder, 'worse.csv'), `${'1,2\n'.repeat(500)}1,2,3`);
const INDEXED = (...lights: readonly number[]): string =>
  ['index,x,y,z', ...lights.map((i) => `${i},${Math.cos(i)},${Math.sin(i)},${i}`)].join('\n');
writeFileSync(join(folder, 'gaps.csv'), INDEXED(0, 1, 4, 5));
writeFileSync(join(folder, 'few.csv'), INDEXED(0, 1, 2, 90));
writeFileSync(join(folder, 'from-1.csv'), INDEXED(1, 2, 3));
writeFileSync(join(folder, 'latin1.csv'), Buffer.from([0x31, 0x2c, 0xe9]));
writeFileSync(join(folder, 'large.csv'), '#'.repeat(1024 * 1024 + 1));

function read(strip: string, file = 'driver.toml'): StripConfig {
  const path = join(folder, file);
  writeFileSync(path, `[strip]\n${strip}\n[output]\nkind = "simulator"\n`);
  return readDriverConfig(path, {}).strip;
}

/** `line code key` of each mistake, the first line of the strip being 2; of another file with its name. */
function mistakes(strip: string): string[] {
  try {
    read(strip);
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error.problems.map(({ file, line, code, key }) =>
      [file?.split('/').at(-1), line ?? '-', code, key].filter((part) => part).join(' '),
    );
  }
  return [];
}

function message(strip: string): string {
  try {
    read(strip);
  } catch (error) {
    return (error as Error).message.replaceAll(`${folder}/`, '');
  }
  return '';
}

test('coordinates files are relative to the configuration file', () => {
  assert.equal(read('positions = "tree.csv"', 'sub/driver.toml').pixels, 2);
  assert.equal(read('positions = "../tree.csv"', 'sub/driver.toml').pixels, 40);
});

/** What is wrong with a strip, then the same strip put right. */
const REFUSALS: readonly (readonly [
  title: string,
  wrong: string,
  problems: readonly string[],
  right: string,
])[] = [
  ['neither pixels nor positions', 'turns = 5', ['1 missing_key strip.pixels'], 'turns = 5\npixels = 9'],
  [
    'pixels misspelt, and more',
    'pixel = 9\nturns = 0',
    ['1 missing_key strip.pixels', '2 unknown_key strip.pixel', '3 out_of_range strip.turns'],
    'pixels = 9\nturns = 1',
  ],
  [
    'a file with other rows',
    'pixels = 39\npositions = "tree.csv"',
    ['2 inconsistent strip.pixels'],
    'positions = "tree.csv"',
  ],
  [
    'fewer pixels than a file counts',
    'pixels = 5\npositions = "gaps.csv"',
    ['2 inconsistent strip.pixels'],
    'pixels = 8\npositions = "gaps.csv"',
  ],
  [
    'more pixels than a file that counts from 1 has',
    'pixels = 4\npositions = "from-1.csv"',
    ['2 inconsistent strip.pixels'],
    'pixels = 3\npositions = "from-1.csv"',
  ],
  [
    'positions for a few lights only',
    'positions = "few.csv"',
    ['2 inconsistent strip.positions'],
    'positions = "few.csv"\nleave_out = ["3-89"]',
  ],
  [
    'positions for a few of the pixels only',
    'pixels = 9\npositions = "gaps.csv"',
    ['3 inconsistent strip.positions'],
    'pixels = 8\npositions = "gaps.csv"',
  ],
  [
    'every key of a layout beside positions',
    'positions = "tree.csv"\nlayout = "helix"\nturns = 5\nrows = 5\nspan = 1\nheight = 2\nradius = 1\nstart = "top"\nclockwise = true',
    ['layout', 'turns', 'rows', 'span', 'height', 'radius', 'start', 'clockwise'].map(
      (key, i) => `${i + 3} inconsistent strip.${key}`,
    ),
    'positions = "tree.csv"',
  ],
  [
    'keys of another layout',
    'pixels = 9\nrows = 5\nspan = 1',
    ['3 inconsistent strip.rows', '4 inconsistent strip.span'],
    'pixels = 9\nlayout = "zigzag"\nrows = 5\nspan = 1',
  ],
  [
    'turns of a zigzag',
    'pixels = 9\nlayout = "zigzag"\nturns = 5',
    ['4 inconsistent strip.turns'],
    'pixels = 9\nlayout = "helix"\nturns = 5',
  ],
  [
    'a height without its radius',
    'pixels = 9\nheight = 180',
    ['3 inconsistent strip.height'],
    'pixels = 9\nheight = 180\nradius = 70',
  ],
  [
    'a tree like a plate',
    'pixels = 9\nheight = 1\nradius = 11',
    ['3 inconsistent strip.height'],
    'pixels = 9\nheight = 1.1\nradius = 11',
  ],
  [
    'a pixel that is not there',
    'pixels = 9\nleave_out = [9]',
    ['3 out_of_range strip.leave_out'],
    'pixels = 9\nleave_out = [8]',
  ],
  [
    'a pixel left out twice',
    'pixels = 9\nleave_out = ["0-4", "4-6"]',
    ['3 inconsistent strip.leave_out'],
    'pixels = 9\nleave_out = ["0-4", "5-6"]',
  ],
  [
    'every pixel left out',
    'pixels = 9\nleave_out = ["0-8"]',
    ['3 inconsistent strip.leave_out'],
    'pixels = 9\nleave_out = ["0-7"]',
  ],
  [
    'a range that runs backwards',
    'pixels = 9\nleave_out = ["4-2"]',
    ['3 not_allowed strip.leave_out[0]'],
    'pixels = 9\nleave_out = ["2-4"]',
  ],
  [
    'a file that is not there',
    'positions = "tee.csv"',
    ['2 unreadable strip.positions'],
    'positions = "tree.csv"',
  ],
  ['a folder', 'positions = "folder.csv"', ['2 unreadable strip.positions'], 'positions = "tree.csv"'],
  ['a device', 'positions = "/dev/zero"', ['2 unreadable strip.positions'], 'positions = "tree.csv"'],
  ['no text', 'positions = "latin1.csv"', ['2 unreadable strip.positions'], 'positions = "tree.csv"'],
  [
    'a file that is too large',
    'positions = "large.csv"',
    ['2 unreadable strip.positions'],
    'positions = "tree.csv"',
  ],
  [
    'mistakes in both files at once',
    'positions = "bad.csv"\nturn = 3',
    ['3 unknown_key strip.turn', 'bad.csv 2 syntax', 'bad.csv 3 wrong_type z'],
    'positions = "tree.csv"',
  ],
];

describe('refused, each key by its name and line:', () => {
  for (const [title, wrong, problems, right] of REFUSALS) {
    test(title, () => {
      assert.deepEqual(mistakes(wrong), problems);
      assert.deepEqual(mistakes(right), []);
    });
  }
});

test('a refusal says what to do', () => {
  for (const [strip, advice] of [
    ['turns = 3', /:1: strip\.pixels: is missing; it must be .* unless positions names a file/],
    [
      'pixels = 3\npositions = "tree.csv"',
      /:2: strip\.pixels: is 3, but tree\.csv has 40 rows; correct it, or remove/,
    ],
    [
      'pixels = 5\npositions = "gaps.csv"',
      /:2: strip\.pixels: is 5, but gaps\.csv counts to pixel 5, from 0; correct it, or remove it/,
    ],
    [
      'positions = "few.csv"',
      /:2: strip\.positions: few\.csv has positions for only 4 of 91 lights; at least half are needed\. If there are fewer/,
    ],
    ['pixels = 9\nrows = 3', /:3: strip\.rows: applies to layout = "zigzag" only, not to "helix"/],
    [
      'pixels = 9\nheight = 90\nradius = 2',
      /from 0\.1 to 20 times radius, which is 2, in the same unit, not 90/,
    ],
    ['pixels = 9\nleave_out = ["1-"]', /such as 120, or a range, such as "0-4", counted from 0, not "1-"/],
    [
      'positions = "bad.csv"',
      /^bad\.csv:2: must be three numbers, "x,y,z", not 2 columns\nbad\.csv:3: z: must/,
    ],
  ] as const) {
    assert.match(message(strip), advice);
  }
});

test('one mistake in all rows is not reported five hundred times', () => {
  const problem = 'must be three numbers, "x,y,z", not 2 columns; also in 499 other lines: 2, 3, 4, 5, 6 …';
  assert.equal(message('positions = "worse.csv"'), `worse.csv:1: ${problem}`);
});

test('coordinates are read without a configuration too', () => {
  assert.deepEqual(readCoordinates(join(folder, 'tree.csv')).points, ROWS);
  assert.deepEqual(
    readCoordinates(join(folder, 'gaps.csv')).points.map((point) => point?.z),
    [0, 1, undefined, undefined, 4, 5],
  );
  for (const name of ['bad.csv', 'few.csv', 'tee.csv', 'folder.csv']) {
    assert.throws(() => readCoordinates(join(folder, name)), ConfigError);
  }
});
