import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { ConfigError } from '@garland/toml';
import { readCoordinates } from '../src/coordinates-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'garland-formats-'));
after(() => rmSync(folder, { recursive: true }));

const POINTS = [
  { x: 1.5, y: -2.5, z: 0.25 },
  { x: 4, y: 5, z: 6 },
];

/** A file in another format: the form of its content, what the message says, and where its command writes. */
interface ForeignFile {
  readonly text: string;
  readonly message: RegExp;
  readonly converted?: string;
}

const SEPARATORS =
  /tree's\.csv:1: must have commas between its columns, not spaces or tabs\. To convert all rows: {2}sudo sed/;
const SEMICOLONS =
  /tree's\.csv:[12]: must have commas between its columns, and points before decimals\. To convert all rows: {2}sudo sed/;
const COMMAS =
  /tree's\.csv:1: must be three numbers, "x,y,z", not 4 columns: it ends with a comma(; also in line 2)?\. To remove such commas: {2}sudo sed/;
const JSON_LIST =
  /tree's\.csv: is JSON: it must have one row "x,y,z" for each light\. To convert a list: {2}node -p/;

const FILES: Readonly<Record<string, ForeignFile>> = {
  'semicolons, and commas before decimals': { text: '1,5;-2,5;0,25\n4;5;6', message: SEMICOLONS },
  'semicolons, with a heading and line ends of Windows': {
    text: 'x;y;z\r\n1.5; -2.5; 0.25\r\n4;5;6\r\n',
    message: SEMICOLONS,
  },
  tabs: { text: '1.5\t-2.5\t0.25\r\n4\t5\t6\r\n', message: SEPARATORS },
  'tabs, and commas before decimals': { text: '1,5\t-2,5\t0,25\n4\t5\t6\n', message: SEPARATORS },
  spaces: { text: ' 1.5 -2.5  0.25\n 4   5   6\n', message: SEPARATORS },
  'spaces in brackets': { text: '[ 1.5 -2.5  0.25]\n[ 4.   5.   6. ]\n', message: SEPARATORS },
  'a comma after each row': { text: '1.5,-2.5,0.25,\r\n4,5,6,\r\n', message: COMMAS },
  'rows of a list': { text: '[1.5, -2.5, 0.25],\n[4, 5, 6]', message: COMMAS },
  'rows of a list with comments': { text: '(1.5, -2.5, 0.25), # the plug\n(4, 5, 6),', message: COMMAS },
  'JSON in one line': { text: '[[1.5,-2.5,0.25],[4,5,6]]', message: JSON_LIST, converted: "tree's-rows.csv" },
  'JSON in many lines, with a byte order mark': {
    text: `\uFEFF${JSON.stringify(
      [
        [1.5, -2.5, 0.25],
        [4, 5, 6],
      ],
      undefined,
      2,
    )}`,
    message: JSON_LIST,
    converted: "tree's-rows.csv",
  },
  'JSON objects': { text: JSON.stringify(POINTS), message: JSON_LIST, converted: "tree's-rows.csv" },
  'JSON objects with an index': {
    text: JSON.stringify(POINTS.map((point, index) => ({ index, ...point }))),
    message: JSON_LIST,
    converted: "tree's-rows.csv",
  },
  'JSON with points': {
    text: `[\n${POINTS.map(({ x, y, z }) => `  {"point": [${x}, ${y}, ${z}]}`).join(',\n')}\n]`,
    message: JSON_LIST,
    converted: "tree's-rows.csv",
  },
};

function refusalOf(file: string): string {
  try {
    readCoordinates(file);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message;
  }
  return assert.fail('the file was read');
}

describe('a file is recognized, and converted by the command in the message:', () => {
  for (const [title, { text, message, converted = "tree's.csv" }] of Object.entries(FILES)) {
    test(title, () => {
      const file = join(folder, "tree's.csv");
      writeFileSync(file, text);
      const refusal = refusalOf(file);
      assert.match(refusal, message);
      const [, command = ''] = / {2}(?:sudo )?((?:sed|node) .*)$/m.exec(refusal) ?? [];
      execFileSync('sh', ['-c', command], { cwd: folder });
      assert.deepEqual(readCoordinates(join(folder, converted)).points, POINTS, readFileSync(file, 'utf8'));
    });
  }
});

test('JSON that is not a list is named without a command', () => {
  const file = join(folder, 'object.json');
  writeFileSync(file, '{"leds": [[1,2,3]]}');
  assert.match(refusalOf(file), /object\.json: is JSON: it must have one row "x,y,z" for each light$/);
});

test('no command is advised that would damage other rows', () => {
  const file = join(folder, 'mixed.csv');
  for (const text of ['1,2,3\n1;2;3', '1,2,3\n1 2 3', '1,2,3;\n4,5,6;']) {
    writeFileSync(file, text);
    assert.doesNotMatch(refusalOf(file), /sed/);
  }
});
