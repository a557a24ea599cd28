import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { BUILT_IN_IDS, MAX_SPEED_FACTOR } from '@garland/animations';
import { ConfigError, type ConfigProblem } from '@garland/toml';
import fc from 'fast-check';
import { type DriverConfig, durationInWords, readDriverConfig } from '../src/index.ts';

const LEAST = '[strip]\npixels = 50\n[output]\nkind = "simulator"\n';

const folder = mkdtempSync(join(tmpdir(), 'garland-'));
after(() => rmSync(folder, { recursive: true }));

function read(text: string): DriverConfig {
  const file = join(folder, 'driver.toml');
  writeFileSync(file, `${text}\n${LEAST}`);
  return readDriverConfig(file, {});
}

function problemsOf(text: string): readonly ConfigProblem[] {
  try {
    read(text);
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error.problems;
  }
  return [];
}

/** `line code key` of each mistake. */
const mistakes = (text: string): string[] =>
  problemsOf(text).map(({ line, code, key }) => `${line ?? '-'} ${code} ${key}`);

const scene = (keys: string, name = 'cosy'): string => `[scenes.${name}]\n${keys}\n`;

test('a scene needs an animation, and nothing else', () => {
  assert.deepEqual(
    read(scene('animation = "candle"', 'good_night')).scenes,
    new Map([
      [
        'good_night',
        {
          title: 'Good night',
          animation: 'candle',
          palette: undefined,
          speed: 1,
          brightness: 100,
          expiry: undefined,
        },
      ],
    ]),
  );
  assert.deepEqual(mistakes(scene('')), ['1 missing_key scenes.cosy.animation']);
});

test('a scene says all that it has to say', () => {
  const { scenes } = read(
    scene(`title = "Cosy"
animation = "candle"
palette = "gold"
speed = 0.5
brightness = 40
duration = "1h30m"
then = "off"`),
  );
  assert.deepEqual(scenes.get('cosy'), {
    title: 'Cosy',
    animation: 'candle',
    palette: 'gold',
    speed: 0.5,
    brightness: 40,
    expiry: { afterMs: 5_400_000, next: 'off' },
  });
});

test('scenes are kept in the order of the file', () => {
  const text = ['z', 'a', 'm'].map((name) => scene('animation = "off"', name)).join('');
  assert.deepEqual([...read(text).scenes.keys()], ['z', 'a', 'm']);
});

/** For each key: values that are right, then values that are not. */
const EDGES: Record<string, readonly [right: string[], wrong: string[]]> = {
  title: [
    ['"A"', `"${'x'.repeat(40)}"`, '"Gemütlich"'],
    ['""', '"  "', `"${'x'.repeat(41)}"`, '"two\\nlines"', '"\\u001b[31m"', '"\\u2028"', '7'],
  ],
  animation: [
    ['"off"', '"candy_cane"'],
    ['"cosy"', '"sleigh"', '"__proto__"', '"toString"', '3'],
  ],
  palette: [['"gold"'], ['"golden"', '"constructor"', '1', '["gold"]']],
  speed: [
    ['0.01', '1', `${MAX_SPEED_FACTOR}`],
    ['0', '-1', '0.009', `${MAX_SPEED_FACTOR + 0.01}`, 'nan', 'inf', '"1"'],
  ],
  brightness: [
    ['1', '100'],
    ['0', '101', '12.5', '"50%"'],
  ],
};

for (const [key, [right, wrong]] of Object.entries(EDGES)) {
  test(`a scene's ${key} takes what lies within its bounds, and nothing beyond`, () => {
    const first = key === 'animation' ? '' : 'animation = "fire"\n';
    for (const value of right) assert.deepEqual(mistakes(scene(`${first}${key} = ${value}`)), [], value);
    for (const value of wrong) {
      const found = mistakes(scene(`${first}${key} = ${value}`));
      const line = first ? 3 : 2;
      assert.ok(
        found.length === 1 && found[0]?.startsWith(`${line} `) && found[0].endsWith(` scenes.cosy.${key}`),
        `${value}: ${found}`,
      );
    }
  });
}

const lasting = (duration: string): string =>
  scene(`animation = "fire"\nthen = "off"\nduration = ${duration}`);

test('a duration is written as people say it', () => {
  for (const [text, seconds] of [
    ['10s', 10],
    ['90s', 90],
    ['45m', 2_700],
    ['1h30m', 5_400],
    ['1h30m5s', 5_405],
    ['0h10s', 10],
    ['24h', 86_400],
    ['1d12h', 129_600],
    ['7d', 604_800],
  ] as const) {
    const ending = read(lasting(`"${text}"`)).scenes.get('cosy')?.expiry;
    assert.deepEqual(ending, { afterMs: seconds * 1000, next: 'off' }, text);
  }
});

test('a duration that is none, or too short or too long, is refused with an example of a right one', () => {
  for (const value of [
    ...['9s', '0s', '0m', '', 's', '45', '45 m', '1h 30m', '30m1h', '5m5m', '1.5h', '-5m', '45M', '45min'],
    ...['7d1s', '169h', '999999d', '1e3s', '9999999s', '٤٥m', '45m\\n'],
  ]) {
    const [problem, ...others] = problemsOf(lasting(`"${value}"`));
    assert.deepEqual(
      [problem?.line, problem?.key, problem?.code, others.length],
      [4, 'scenes.cosy.duration', 'not_allowed', 0],
    );
    assert.match(String(problem?.message), /such as "45m", "1h30m" or "90s", from 10s to 7d/);
  }
  for (const value of ['45', '1h', '10:30:00', 'true'])
    assert.notDeepEqual(mistakes(lasting(value)), [], value);
});

test('any time in whole seconds is read as itself, and shown in words', () => {
  fc.assert(
    fc.property(fc.integer({ min: 10, max: 7 * 86_400 }), (seconds) => {
      const parts = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
      const ending = read(lasting(`"${parts[0]}h${parts[1]}m${parts[2]}s"`)).scenes.get('cosy')?.expiry;
      assert.equal(ending?.afterMs, seconds * 1000);
    }),
    { numRuns: 40 },
  );
  assert.equal(durationInWords(45 * 60_000), '45 minutes');
  assert.equal(durationInWords(5_400_000), '1 hour 30 minutes');
  assert.equal(durationInWords(2 * 86_400_000 + 1_999), '2 days 1 second');
  assert.equal(durationInWords(999), '0 seconds');
});

test('duration and then need each other', () => {
  assert.deepEqual(mistakes(scene('animation = "fire"\nduration = "45m"')), [
    '3 inconsistent scenes.cosy.duration',
  ]);
  assert.deepEqual(mistakes(scene('animation = "fire"\nthen = "off"')), ['3 inconsistent scenes.cosy.then']);
  assert.deepEqual(mistakes(scene('animation = "fire"\nduration = "45m"\nthen = "off"')), []);
});

test('"then" is "previous", an animation, or a scene, also one further below', () => {
  const then = (value: string): string => scene(`animation = "fire"\nduration = "45m"\nthen = ${value}`);
  const other = scene('animation = "off"', 'quiet');
  for (const value of ['"previous"', '"off"', '"snow"', '"quiet"'])
    assert.deepEqual(mistakes(then(value) + other), [], value);
  for (const [value, advice] of [
    ['"quite"', 'did you mean "quiet"?'],
    ['"prevoius"', 'did you mean "previous"?'],
    ['"of"', 'did you mean "off"?'],
    ['5', 'valid names: previous, off,'],
  ] as const) {
    const [problem] = problemsOf(then(value) + other);
    assert.deepEqual([problem?.line, problem?.key], [4, 'scenes.cosy.then']);
    assert.ok(problem?.message.includes(advice), problem?.message);
  }
});

test('scenes may follow each other in a circle, but none may follow itself', () => {
  const lasts = (name: string, then: string): string =>
    scene(`animation = "fire"\nduration = "1h"\nthen = "${then}"`, name);
  assert.deepEqual(mistakes(lasts('a', 'b') + lasts('b', 'a')), []);
  assert.deepEqual(mistakes(lasts('a', 'a')), ['4 inconsistent scenes.a.then']);
});

test('a scene takes no name that means something already, and none that is no ID', () => {
  for (const name of [
    'off',
    'fire',
    'previous',
    'Cosy',
    '"a b"',
    'a__b',
    'a-b',
    '_a',
    '"1a"',
    'x'.repeat(33),
    '""',
  ])
    assert.deepEqual(
      mistakes(scene('animation = "fire"', name)).map((line) => line.split(' ', 2).join(' ')),
      ['1 not_allowed'],
      name,
    );
  for (const name of ['a', 'a1', 'good_night', 'constructor', 'x'.repeat(32)])
    assert.deepEqual(mistakes(scene('animation = "fire"', name)), [], name);
});

test('the first light and the allowlist may name scenes, and for a misspelt one the right one is suggested', () => {
  const config = (id: string): string =>
    `[light]\nanimation = "${id}"\n[remote]\nallow = ["off", "${id}"]\n${scene('animation = "candle"')}`;
  const { light, remote } = read(config('cosy'));
  assert.deepEqual([light.animation, remote.allow], ['cosy', ['off', 'cosy']]);
  const problems = problemsOf(config('cosi'));
  assert.deepEqual(
    problems.map(({ line, key }) => [line, key]),
    [
      [2, 'light.animation'],
      [4, 'remote.allow[1]'],
    ],
  );
  assert.ok(problems.every(({ message }) => message.includes('did you mean "cosy"?')));
});

test('without an allowlist everything may be played over the web, scenes too', () => {
  const text = scene('animation = "candle"') + scene('animation = "off"', 'quiet');
  assert.deepEqual(read(text).remote.allow, [...BUILT_IN_IDS, 'cosy', 'quiet']);
});

test('a reference to a scene that is itself full of mistakes is no mistake of its own', () => {
  const text = `[light]\nanimation = "cosy"\n${scene('animation = "nothing"')}`;
  assert.deepEqual(mistakes(text), ['4 not_allowed scenes.cosy.animation']);
});

test('all mistakes in all scenes are reported at once', () => {
  const text = `[scenes.cosy]
animaton = "candle"
duration = "45"
[scenes.fire]
animation = "candle"
[scenes.late]
animation = "cosy"
palette = "goldd"
speed = 9
then = "cossy"
`;
  assert.deepEqual(mistakes(text), [
    '1 missing_key scenes.cosy.animation',
    '2 unknown_key scenes.cosy.animaton',
    '3 inconsistent scenes.cosy.duration',
    '3 not_allowed scenes.cosy.duration',
    '4 not_allowed scenes.fire',
    '7 not_allowed scenes.late.animation',
    '8 not_allowed scenes.late.palette',
    '9 out_of_range scenes.late.speed',
    '10 inconsistent scenes.late.then',
    '10 not_allowed scenes.late.then',
  ]);
});

test('there are at most a hundred scenes', () => {
  const text = (count: number): string =>
    Array.from({ length: count }, (_, i) => scene('animation = "off"', `s${i}`)).join('');
  assert.deepEqual(mistakes(text(100)), []);
  assert.deepEqual(
    mistakes(text(101)).map((line) => line.split(' ').slice(1).join(' ')),
    ['out_of_range scenes'],
  );
});

test('what is no table is no scene', () => {
  assert.deepEqual(mistakes('scenes = 5'), ['1 wrong_type scenes']);
  assert.deepEqual(mistakes('[scenes]\ncosy = "candle"'), ['2 wrong_type scenes.cosy']);
});
