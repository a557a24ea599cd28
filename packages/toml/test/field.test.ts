import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  boolean,
  byType,
  type ConfigProblemCode,
  type Field,
  integer,
  number,
  numberList,
  oneOf,
  optional,
  parseConfig,
  string,
  table,
  uniqueListOf,
  withDefault,
} from '../src/index.ts';
import { problemsOf } from './problems-of.ts';

interface FieldCase {
  readonly field: Field<unknown>;
  /** TOML and what it is read as. */
  readonly right: readonly (readonly [toml: string, value: unknown])[];
  readonly wrong: readonly (readonly [toml: string, code: ConfigProblemCode, message: RegExp])[];
}

const FIELDS: Readonly<Record<string, FieldCase>> = {
  integer: {
    field: integer(0, 255, 'mA'),
    right: [
      ['0', 0],
      ['255', 255],
      ['0xff', 255],
      ['2_5_5', 255],
      ['+7', 7],
      ['7.0', 7],
    ],
    wrong: [
      ['-1', 'out_of_range', /a whole number from 0 to 255 mA, not -1/],
      ['256', 'out_of_range', /not 256/],
      ['9223372036854775807', 'out_of_range', /not 9223/],
      ['0.5', 'wrong_type', /whole number.*not 0\.5/],
      ['nan', 'wrong_type', /not NaN/],
      ['inf', 'wrong_type', /not Infinity/],
      ['"7"', 'wrong_type', /not "7"/],
      ['true', 'wrong_type', /not true/],
      ['[7]', 'wrong_type', /not a list/],
      ['{}', 'wrong_type', /not a table/],
      ['2025-12-24', 'wrong_type', /not a date/],
    ],
  },
  number: {
    field: number(0, 1),
    right: [
      ['0', 0],
      ['0.25', 0.25],
      ['1e-3', 0.001],
      ['1', 1],
    ],
    wrong: [
      ['1.01', 'out_of_range', /a number from 0 to 1, not 1\.01/],
      ['nan', 'out_of_range', /not NaN/],
      ['-inf', 'out_of_range', /not -Infinity/],
      ['"1"', 'wrong_type', /not "1"/],
    ],
  },
  boolean: {
    field: boolean,
    right: [
      ['true', true],
      ['false', false],
    ],
    wrong: [
      ['1', 'wrong_type', /true or false, not 1/],
      ['"true"', 'wrong_type', /not "true"/],
    ],
  },
  string: {
    field: string('a path'),
    right: [
      ['"/run"', '/run'],
      ["'C:\\x'", 'C:\\x'],
      ['"\\u00e9"', 'é'],
    ],
    wrong: [
      ['""', 'not_allowed', /a path, not ""/],
      ['5', 'wrong_type', /a path, not 5/],
      ['["a"]', 'wrong_type', /not a list/],
    ],
  },
  'string with a rule': {
    field: string('a word in lower case', (value) => /^[a-z]+$/.test(value)),
    right: [['"abc"', 'abc']],
    wrong: [
      ['"Abc"', 'not_allowed', /a word in lower case, not "Abc"/],
      [`"${'X'.repeat(500)}"`, 'not_allowed', /^.{0,120}…$/],
    ],
  },
  oneOf: {
    field: oneOf('simulator', 'ws281x'),
    right: [['"ws281x"', 'ws281x']],
    wrong: [
      ['"WS281X"', 'not_allowed', /one of "simulator", "ws281x", not "WS281X"/],
      ['"toString"', 'not_allowed', /not "toString"/],
      ['1', 'wrong_type', /not 1/],
    ],
  },
  listOf: {
    field: uniqueListOf(string('an ID'), 1),
    right: [
      ['["a", "b"]', ['a', 'b']],
      ['["a",\n  "b", # why\n]', ['a', 'b']],
    ],
    wrong: [
      ['[]', 'out_of_range', /a list of at least 1; each item an ID/],
      ['"a"', 'wrong_type', /a list.*not "a"/],
      ['["a", 5]', 'wrong_type', /an ID, not 5/],
      ['["a", "a"]', 'inconsistent', /"a" is listed twice/],
    ],
  },
  numbers: {
    field: numberList(2, 3, number(0, 1)),
    right: [
      ['[0, 1]', [0, 1]],
      ['[0.5, 0.5, 0.5]', [0.5, 0.5, 0.5]],
    ],
    wrong: [
      ['[1]', 'out_of_range', /a list of 2 to 3 items; each item a number from 0 to 1, not 1 items/],
      ['[0, 0, 0, 0]', 'out_of_range', /not 4 items/],
      ['[0, 2]', 'out_of_range', /a number from 0 to 1, not 2/],
      ['[0, "1"]', 'wrong_type', /not "1"/],
      ['0.5', 'wrong_type', /a list of 2 to 3 items.*not 0\.5/],
    ],
  },
  'numbers of a fixed count': {
    field: numberList(3, 3, number(0, 1)),
    right: [['[0, 1, 0]', [0, 1, 0]]],
    wrong: [['[0, 1]', 'out_of_range', /a list of 3 items; each item/]],
  },
  byKind: {
    field: byType<unknown>({
      string: oneOf('none', 'some'),
      number: integer(1, 9),
      list: numberList(1, 1, number(0, 1)),
    }),
    right: [
      ['"some"', 'some'],
      ['9', 9],
      ['[0.5]', [0.5]],
    ],
    wrong: [
      ['"all"', 'not_allowed', /one of "none", "some", not "all"/],
      ['10', 'out_of_range', /a whole number from 1 to 9, not 10/],
      ['[2]', 'out_of_range', /a number from 0 to 1, not 2/],
      ['true', 'wrong_type', /one of "none", "some", or a whole number from 1 to 9, or a list.*not true/],
      ['{}', 'wrong_type', /not a table/],
      ['2025-12-24', 'wrong_type', /not a date/],
    ],
  },
};

for (const [name, { field, right, wrong }] of Object.entries(FIELDS)) {
  describe(`the field ${name}`, () => {
    for (const [toml, value] of right) {
      test(`reads ${toml}`, () => {
        assert.deepEqual(parseConfig(`key = ${toml}`, 'test.toml', table({ key: field })), { key: value });
      });
    }

    for (const [toml, code, message] of wrong) {
      test(`refuses ${toml.slice(0, 30)} as ${code}`, () => {
        const [problem, ...others] = problemsOf(`key = ${toml}`, table({ key: field }));
        assert.equal(problem?.code, code);
        assert.match(problem?.message ?? '', message);
        assert.deepEqual(others, []);
      });
    }

    test('is missed when absent', () => {
      assert.deepEqual(problemsOf('', table({ key: field })), [
        {
          code: 'missing_key',
          line: undefined,
          key: 'key',
          message: `is missing; it must be ${field.expects}`,
        },
      ]);
    });

    test('may be absent with a default, and is still checked when it is there', () => {
      const schema = table({ key: withDefault(field, 'fallback') });
      assert.deepEqual(parseConfig('', 'test.toml', schema), { key: 'fallback' });
      assert.equal(problemsOf(`key = ${wrong[0]?.[0]}`, schema).length, 1);
    });

    test('may be absent when optional', () => {
      assert.deepEqual(parseConfig('', 'test.toml', table({ key: optional(field) })), { key: undefined });
    });
  });
}

test('a list is read once for each item, and every wrong item is reported', () => {
  const problems = problemsOf(
    'key = [\n  1,\n  "x",\n  300,\n  1,\n]',
    table({ key: uniqueListOf(integer(0, 255)) }),
  );
  assert.deepEqual(
    problems.map(({ line, code, key }) => [line, code, key]),
    [
      [3, 'wrong_type', 'key[1]'],
      [4, 'out_of_range', 'key[2]'],
      [5, 'inconsistent', 'key[3]'],
    ],
  );
});
