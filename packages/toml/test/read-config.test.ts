import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  ConfigError,
  type Field,
  formatProblem,
  integer,
  oneOf,
  optional,
  parseConfig,
  string,
  table,
  tablesOf,
  uniqueListOf,
  withDefault,
} from '../src/index.ts';
import { problemsOf, summarize } from './problems-of.ts';

const SCENE = table({ animation: string('an ID'), speed: withDefault(integer(1, 9), 5) });

const SCHEMA = table({
  name: withDefault(string('a name'), 'home'),
  strip: table({ pixels: integer(1, 1000), order: withDefault(oneOf('rgb', 'grb'), 'grb') }),
  power: table({ limits: table({ budget_ma: withDefault(integer(100, 9000), 2000) }) }),
  allow: withDefault(uniqueListOf(string('an ID')), []),
  scenes: tablesOf('lower case', (name) => /^[a-z]+$/.test(name), SCENE),
  note: optional(string('text')),
});

const RIGHT = {
  name: 'home',
  strip: { pixels: 50, order: 'grb' },
  power: { limits: { budget_ma: 2000 } },
  allow: [],
  scenes: new Map(),
  note: undefined,
};

describe('the same configuration is read from', () => {
  const SPELLINGS: Readonly<Record<string, string>> = {
    'a table': '[strip]\npixels = 50',
    'a dotted key': 'strip.pixels = 50',
    'an inline table': 'strip = { pixels = 50 }',
    'quoted keys': '"strip".\'pixels\' = 50',
    'a quoted header': '["strip"]\n"pixels" = 50',
    'lines that end as on Windows': '[strip]\r\npixels = 50\r\n',
    'a file that begins with a byte order mark': '\uFEFF[strip]\npixels = 50',
    'a sub-table before its parent': '[power.limits]\nbudget_ma = 2000\n[power]\n[strip]\npixels = 50',
  };
  for (const [title, text] of Object.entries(SPELLINGS)) {
    test(title, () => assert.deepEqual(parseConfig(text, 'test.toml', SCHEMA), RIGHT));
  }
});

test('named tables keep the order of the file', () => {
  const text =
    'strip.pixels = 50\n[scenes.cosy]\nanimation = "fire"\n[scenes]\nbright.animation = "snow"\nbright.speed = 9';
  const { scenes } = parseConfig(text, 'test.toml', SCHEMA);
  assert.deepEqual(
    [...scenes],
    [
      ['cosy', { animation: 'fire', speed: 5 }],
      ['bright', { animation: 'snow', speed: 9 }],
    ],
  );
});

/** A file and all that is wrong in it: line, code, key. */
const MISTAKES: readonly (readonly [title: string, text: string, problems: readonly string[]])[] = [
  ['an empty file', '', ['- missing_key strip.pixels']],
  ['an empty table', '\n[strip]\n', ['2 missing_key strip.pixels']],
  ['a key missing below a table that is there', '[strip]\norder = "rgb"', ['1 missing_key strip.pixels']],
  [
    'every mistake at once, in the order of the lines',
    '[strip]\npixels = 0\norder = "bgr"\ncolour = 1\n\n[power.limits]\nbudget_ma = "much"\n[scenes.Cosy]\nspeed = 1',
    [
      '2 out_of_range strip.pixels',
      '3 not_allowed strip.order',
      '4 unknown_key strip.colour',
      '7 wrong_type power.limits.budget_ma',
      '8 not_allowed scenes.Cosy',
      '8 missing_key scenes.Cosy.animation',
    ],
  ],
  [
    'a dotted key',
    'strip.pixels = 50\npower.limits.budget_ma = 1',
    ['2 out_of_range power.limits.budget_ma'],
  ],
  ['an inline table', 'name = "a"\nstrip = { pixels = 0 }', ['2 out_of_range strip.pixels']],
  ['an item of a list', 'strip.pixels = 50\nallow = [\n  "off",\n  5,\n]', ['4 wrong_type allow[1]']],
  ['a quoted key', 'strip.pixels = 50\n"a b" = 1\n"" = 2', ['2 unknown_key "a b"', '3 unknown_key ""']],
  ['a key that breaks lines', 'strip.pixels = 50\n"a\\nb" = 1', ['2 unknown_key "a\\nb"']],
  [
    'a sub-table before its parent',
    '[strip]\npixels = 50\n[scenes.cosy.deep]\n[scenes.cosy]\nspeed = 3',
    ['3 unknown_key scenes.cosy.deep', '4 missing_key scenes.cosy.animation'],
  ],
  ['a table where a list of tables stands', '[[strip]]\npixels = 50', ['1 wrong_type strip']],
  [
    'a table of tables that is a list of tables',
    'strip.pixels = 50\n[[scenes]]\nanimation = "off"',
    ['2 wrong_type scenes'],
  ],
  [
    'tables below a list of tables',
    'strip.pixels = 50\n[[scenes.cosy]]\n[scenes.cosy.deep]\n[[scenes.cosy]]',
    ['2 wrong_type scenes.cosy'],
  ],
  ['a value where a table belongs', 'strip = 5', ['1 wrong_type strip']],
  [
    'keys that every object has',
    'strip.pixels = 50\n__proto__ = 1\nconstructor = 2\ntoString = 3',
    ['2 unknown_key __proto__', '3 unknown_key constructor', '4 unknown_key toString'],
  ],
  ['lines that end as on Windows', '[strip]\r\n\r\npixels = 0\r\n', ['3 out_of_range strip.pixels']],
  ['a byte order mark', '\uFEFF[strip]\npixels = 0', ['2 out_of_range strip.pixels']],
  ['a key twice', 'name = "a"\nname = "b"', ['2 syntax']],
  ['a table twice', '[strip]\npixels = 1\n[strip]', ['3 syntax']],
  ['a key that is both value and table', 'strip.pixels = 1\nstrip.pixels.x = 2', ['2 syntax']],
  ['no value', '[strip]\npixels =', ['2 syntax']],
  ['JSON', '{"strip": 1}', ['1 syntax']],
  ['a control character', 'name = "a\u0001"', ['1 syntax']],
  ['lists as deep as the sea', `name = ${'['.repeat(50_000)}${']'.repeat(50_000)}`, ['- syntax']],
];

describe('mistakes are reported with line and key:', () => {
  for (const [title, text, problems] of MISTAKES) {
    test(title, () => assert.deepEqual(summarize(problemsOf(text, SCHEMA)), problems));
  }
});

test('too deep nesting is reported as such', () => {
  const [problem] = problemsOf(`name = ${'['.repeat(50_000)}${']'.repeat(50_000)}`, SCHEMA);
  assert.equal(problem?.message, 'not TOML: it is nested too deep');
});

describe('a value that is not TOML is reported with its key and the cure:', () => {
  const VALUES = [
    '100O',
    '1,5',
    '05',
    '1_000mA',
    '12h',
    'ten',
    'True',
    '\u201cred\u201d',
    '1..2',
    '0x',
    '50%',
  ];
  for (const value of VALUES) {
    test(value, () => {
      const [problem, ...more] = problemsOf(`[strip]\npixels = ${value} # of the string\n`, SCHEMA);
      assert.deepEqual([problem?.line, problem?.key, more], [2, 'strip.pixels', []]);
      assert.ok(problem?.message.startsWith(`is not TOML: "${value}" is not a value; numbers have digits`));
    });
  }

  test('a key before the first table', () => {
    assert.equal(problemsOf('strip.pixels = 1OO', SCHEMA)[0]?.key, 'strip.pixels');
  });

  test('but not a valid value whose key is at fault', () => {
    const [problem] = problemsOf('strip.pixels = 1\nstrip.pixels = 2', SCHEMA);
    assert.match(problem?.message ?? '', /^not TOML: Defining a key multiple times/);
  });
});

test('any other syntax error is reported with the text at which it was found', () => {
  const messageOf = (text: string): string | undefined => problemsOf(text, SCHEMA)[0]?.message;
  assert.equal(messageOf('name: "a"'), 'not TOML: Unexpected character, at ": \\"a\\""');
  assert.match(messageOf(`name = "a" ${'b'.repeat(99)}`) ?? '', /^not TOML: .*, at "b{39}…"$/);
});

test('a problem is printed in a form that editors can jump to', () => {
  const problem = { code: 'out_of_range', line: 12, key: 'strip.pixels', message: 'must be more' } as const;
  assert.equal(formatProblem('a.toml', problem), 'a.toml:12: strip.pixels: must be more');
  assert.equal(
    formatProblem('a.toml', { ...problem, file: 'b.csv' }),
    'b.csv:12: strip.pixels: must be more',
  );
  assert.equal(
    formatProblem('a.toml', { ...problem, line: undefined }),
    'a.toml: strip.pixels: must be more',
  );
  assert.equal(formatProblem('a.toml', { ...problem, line: undefined, key: '' }), 'a.toml: must be more');
});

test('problems of another file come last', () => {
  const elsewhere: Field<string> = {
    expects: 'a file',
    read(node, key, report) {
      for (const line of [9, 2]) {
        report.problems.push({ code: 'syntax', file: 'b.csv', line, key: '', message: 'must be a row' });
      }
      return report.add('not_allowed', node.line, key, 'must be another');
    },
  };
  assert.throws(
    () => parseConfig('x = 1\n\nfile = "b.csv"', 'a.toml', table({ file: elsewhere })),
    (error: ConfigError) => {
      assert.deepEqual(
        error.message.split('\n').map((line) => line.replace(/: .*/, '')),
        ['a.toml:1', 'a.toml:3', 'b.csv:2', 'b.csv:9'],
      );
      return true;
    },
  );
});

test('the error message has one line per problem', () => {
  assert.throws(
    () => parseConfig('[strip]\npixels = 0\nodrer = "rgb"', 'a.toml', SCHEMA),
    (error) =>
      error instanceof ConfigError &&
      error.file === 'a.toml' &&
      error.message ===
        'a.toml:2: strip.pixels: must be a whole number from 1 to 1000, not 0\n' +
          'a.toml:3: strip.odrer: unknown key; did you mean "order"?',
  );
});

describe('the check across keys', () => {
  const check = (text: string): string[] => {
    try {
      parseConfig(text, 'a.toml', SCHEMA, ({ strip }, report) => {
        if (strip.pixels > 500) report.add('inconsistent', undefined, 'strip.pixels', 'too many for one pin');
      });
      return [];
    } catch (error) {
      return summarize((error as ConfigError).problems);
    }
  };

  test('passes what goes together', () => assert.deepEqual(check('strip.pixels = 500'), []));

  test('reports what does not', () => {
    assert.deepEqual(check('strip.pixels = 501'), ['- inconsistent strip.pixels']);
  });

  test('is not made while a field is wrong', () => {
    const check = (): never => assert.fail('it was made');
    assert.throws(() => parseConfig('strip.pixels = 5000', 'a.toml', SCHEMA, check), ConfigError);
  });
});

const TOMLISH = fc
  .array(
    fc.constantFrom(
      ...[
        '[',
        ']',
        '[[',
        ']]',
        '{',
        '}',
        '=',
        '.',
        ',',
        '"',
        "'",
        '"""',
        '\n',
        '\r\n',
        ' ',
        '#',
        '\\u',
        '\\',
      ],
      ...['strip', 'pixels', 'scenes', 'allow', '__proto__', 'name', '1', '-0', '1e999', 'nan', 'true'],
      ...['2025-12-24', '07:32:00', '\uFEFF', '\ud800', '\0', 'strip.pixels = 5\n', '[scenes.a]\n', 'é'],
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));

test('any text gives a value or a ConfigError', () => {
  fc.assert(
    fc.property(fc.oneof(TOMLISH, fc.string({ unit: 'binary' }), fc.string()), (text) => {
      for (const { line, message } of problemsOf(text, SCHEMA)) {
        assert.ok(message !== '');
        assert.ok(line === undefined || (line >= 1 && line <= text.split(/\n/).length));
      }
    }),
    { numRuns: 2000 },
  );
});

test('messages contain no control or bidi characters of the file', () => {
  const odd = fc.constantFrom('\u202e', '\u2066', '\u009b', '\u200b', '\u2028', '\u007f');
  fc.assert(
    fc.property(odd, (character) => {
      const problems = problemsOf(`"a${character}b" = 1\n[strip]\npixels = "x${character}"\n`, SCHEMA);
      assert.ok(problems.length > 0);
      for (const problem of problems)
        assert.doesNotMatch(formatProblem('test.toml', problem), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }),
  );
});
