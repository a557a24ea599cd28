import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUILT_IN_IDS } from '@garland/animations';
import { mistakes, read } from './read-text.ts';

const LEAST = '[strip]\npixels = 50\n[output]\nkind = "simulator"\n';

/** A configuration in which one key has that value. */
function withKey(path: string, value: string): string {
  const [section, key] = path.split('.');
  const sections: Record<string, Record<string, string>> = {
    strip: { pixels: '50' },
    output: { kind: '"simulator"' },
    power: { budget_ma: '150000' },
  };
  sections[section!] = { ...sections[section!], [key!]: value };
  return Object.entries(sections)
    .map(
      ([name, keys]) =>
        `[${name}]\n${Object.entries(keys)
          .map(([k, v]) => `${k} = ${v}\n`)
          .join('')}`,
    )
    .join('');
}

test('what need not be said has a default', () => {
  assert.deepEqual(read(LEAST), {
    strip: {
      pixels: 50,
      leave_out: [],
      positions: undefined,
      layout: undefined,
      turns: undefined,
      rows: undefined,
      span: undefined,
      height: undefined,
      radius: undefined,
      start: undefined,
      clockwise: undefined,
    },
    output: {
      kind: 'simulator',
      gpio: 18,
      chip: 'ws2812b',
      color_order: 'grb',
      frequency_khz: 800,
      invert: false,
    },
    light: {
      brightness: 100,
      frames_per_second: 60,
      gamma: 2.2,
      crossfade_ms: 800,
      crossfade_curve: 'smooth',
      dithering: true,
      color_correction: 'none',
      white_point_k: undefined,
      white_led_k: undefined,
      animation: 'warm_white',
    },
    power: {
      budget_ma: 3062,
      other_ma: 0,
      red_ma: 20,
      green_ma: 20,
      blue_ma: 20,
      white_ma: 0,
      idle_ma: 1,
      drawn: 'sum',
    },
    scenes: new Map(),
    remote: { allow: [...BUILT_IN_IDS] },
    paths: { runtime_dir: '/run/garland', state_dir: '/var/lib/garland' },
  });
});

test('the output is never assumed, and neither is the number of pixels', () => {
  assert.deepEqual(mistakes(''), ['- missing_key strip.pixels', '- missing_key output.kind']);
});

test('the directories that systemd made are the defaults', () => {
  const { paths } = read(LEAST, { RUNTIME_DIRECTORY: '/run/tree', STATE_DIRECTORY: '/var/lib/tree' });
  assert.deepEqual(paths, { runtime_dir: '/run/tree', state_dir: '/var/lib/tree' });
});

/** For each key: values at its edges that are right, then values just beyond, or of another type. */
const EDGES: Record<string, readonly [right: string[], wrong: string[]]> = {
  'strip.pixels': [
    ['1', '1000'],
    ['0', '1001', '1.5', '"50"', 'true', '-1', '99999999999999999999'],
  ],
  'strip.turns': [
    ['0.5', '200', '7'],
    ['0.4', '200.1', 'nan', 'inf', '"7"'],
  ],
  'strip.height': [
    ['0.1', '20'],
    ['0', '20.1', '[2]'],
  ],
  'strip.radius': [
    ['0.01', '10000'],
    ['0', '10000.1', '"1 m"'],
  ],
  'strip.layout': [['"helix"'], ['"spiral"', '""', 'true']],
  'strip.start': [
    ['"bottom"', '"top"'],
    ['"left"', '0'],
  ],
  'strip.clockwise': [
    ['true', 'false'],
    ['1', '"yes"'],
  ],
  'strip.leave_out': [
    ['[]', '[0]', '["0-4", "49"]', '[ "7 - 9" ]'],
    ['[-1]', '["a"]', '[50]', '"0-4"', '[[0, 4]]', '[1.5]', '["0-4-6"]', '[true]', '[1979-05-27]'],
  ],
  'strip.positions': [[], ['""', '7', '["a.csv"]', '"nowhere.csv"', '"a\\u0000b"']],
  'output.kind': [
    ['"simulator"', '"ws281x"'],
    ['"ws2812"', '"Simulator"', '1', '""'],
  ],
  'output.gpio': [
    ['18', '12', '21', '10'],
    ['13', '0', '18.5', '"18"', '-10'],
  ],
  'output.color_order': [
    ['rgb', 'rbg', 'grb', 'gbr', 'brg', 'bgr'].map((order) => `"${order}"`),
    ['"wrgb"', '"rgbww"', '"sk6812w"', '"GRB"', '1'],
  ],
  'output.chip': [
    ['"ws2811"', '"ws2812b"', '"sk6812"', '"ws2815"', '"gs8208"'],
    ['"ws2812"', '"SK6812"', '"apa102"', '2811'],
  ],
  'output.frequency_khz': [['800'], ['401', '0', '800000', '"800"', '800.5']],
  'output.invert': [
    ['true', 'false'],
    ['1', '"true"'],
  ],
  'light.brightness': [
    ['0', '100'],
    ['-1', '101', '50.5', '"50"'],
  ],
  'light.frames_per_second': [
    ['1', '500'],
    ['0', '501', '59.94'],
  ],
  'light.gamma': [
    ['1', '3', '2.2', '"cie_lightness"', '[0, 0.2, 1]', '[0, 0, 1, 1]'],
    [
      ...['0.9', '3.1', 'nan', '"cie"', '[0, 1]', '[0, 0.5, 0.4, 1]', '[0.1, 0.5, 1]', '[0, 0.5, 0.9]'],
      ...['[0, 0.5, 1.1]', '[0, "0.5", 1]', 'true', `[${Array(66).fill(0).join(', ')}]`],
    ],
  ],
  'light.crossfade_ms': [
    ['0', '10000'],
    ['-1', '10001', '0.5'],
  ],
  'light.crossfade_curve': [
    ['"linear"', '"smooth"', '"smoother"', '"sine"', '"ease_in"', '"ease_out"'],
    ['"ease"', '"Linear"', '1'],
  ],
  'light.dithering': [
    ['true', 'false'],
    ['1', '"true"'],
  ],
  'light.color_correction': [
    ['"none"', '"smd5050"', '"pixel_string"', '[1, 1, 1]', '[0.1, 0.5, 1]'],
    ['"ws2812"', '[1, 1]', '[1, 1, 1, 1]', '[0, 1, 1]', '[1, 1.1, 1]', '1', '["a", 1, 1]'],
  ],
  'light.white_point_k': [
    ['2000', '12000'],
    ['1999', '12001', '2700.5', '"warm"'],
  ],
  'light.white_led_k': [
    ['2000', '12000'],
    ['1999', '12001', '"3000K"'],
  ],
  'light.animation': [
    ['"off"', '"candy_cane"'],
    ['"sleigh"', '3', '"__proto__"', '"toString"'],
  ],
  'power.budget_ma': [
    ['200000', '75'],
    ['49', '200001', '1000.5', '"1A"'],
  ],
  'power.other_ma': [
    ['0', '149000'],
    ['-1', '200001', '0.5', '"the Pi"'],
  ],
  'power.red_ma': [
    ['0.1', '100', '16'],
    ['0', '100.1', 'nan'],
  ],
  'power.green_ma': [
    ['0.1', '100'],
    ['0', '100.1'],
  ],
  'power.blue_ma': [
    ['0.1', '100'],
    ['0', '100.1'],
  ],
  'power.white_ma': [
    ['0.1', '100'],
    ['0', '100.1'],
  ],
  'power.idle_ma': [
    ['0', '10'],
    ['-0.1', '10.1'],
  ],
  'remote.allow': [
    ['["off"]', '["off", "fire"]'],
    ['[]', '"off"', '["off", "off"]', '["sleigh"]', '[1]'],
  ],
  'paths.runtime_dir': [['"/run/x"'], ['"run/x"', '""', '1', '"/run\\u0000/x"']],
  'paths.state_dir': [['"/var/x"'], ['"./x"', '""', 'false']],
};

for (const [key, [right, wrong]] of Object.entries(EDGES)) {
  test(`${key} takes what lies within its bounds, and nothing beyond`, () => {
    for (const value of right) assert.deepEqual(mistakes(withKey(key, value)), [], value);
    for (const value of wrong) {
      const found = mistakes(withKey(key, value));
      assert.ok(found.length > 0 && found.every((line) => line.includes(` ${key}`)), `${value}: ${found}`);
    }
  });
}

for (const [key, right, wrong] of [
  ['rows', ['1', '200'], ['0', '201', '1.5']],
  ['span', ['0.05', '1', '0.5'], ['0.04', '1.1', '"half"']],
] as const) {
  test(`strip.${key} takes what lies within its bounds, and nothing beyond`, () => {
    const zigzag = (value: string): string =>
      LEAST.replace('[output]', `layout = "zigzag"\n${key} = ${value}\n[output]`);
    for (const value of right) assert.deepEqual(mistakes(zigzag(value)), [], value);
    for (const value of wrong)
      assert.match(mistakes(zigzag(value)).join(), new RegExp(` strip.${key}$`), value);
  });
}

test('every key of the configuration has its edges tested', () => {
  const keys = Object.entries(read(LEAST)).flatMap(([section, values]) =>
    Object.keys(values as object).map((key) => `${section}.${key}`),
  );
  const ofZigzags = ['strip.rows', 'strip.span'];
  const byTheChip = ['power.drawn'];
  assert.deepEqual([...Object.keys(EDGES), ...ofZigzags, ...byTheChip].sort(), keys.sort());
});

test('all mistakes are reported at once, each with its line and key, misspelt keys with the right ones', () => {
  const text = `[strip]
pixels = 0
turn = 9
[output]
kind = "simulater"
[light]
brightness = "full"
animation = "sno"
[pover]
budget_ma = 1
`;
  assert.deepEqual(mistakes(text), [
    '2 out_of_range strip.pixels',
    '3 unknown_key strip.turn',
    '5 not_allowed output.kind',
    '7 wrong_type light.brightness',
    '8 not_allowed light.animation',
    '9 unknown_key pover',
  ]);
  assert.throws(
    () => read(text),
    (error: Error) => {
      for (const advice of ['did you mean "turns"?', 'did you mean "snow"?', 'did you mean "power"?']) {
        assert.ok(error.message.includes(advice), error.message);
      }
      return /driver\.toml:2: strip\.pixels: must be/.test(error.message);
    },
  );
});

test('a key that can be written in several ways is checked in the way that was chosen', () => {
  const problem = (key: string, value: string): string => {
    try {
      read(withKey(key, value));
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  };
  assert.match(problem('light.gamma', '4'), /light\.gamma: must be a number from 1 to 3, not 4/);
  assert.match(problem('light.gamma', '"cie"'), /must be one of "cie_lightness", not "cie"/);
  assert.match(
    problem('light.gamma', '[0, 0.6, 0.5, 1]'),
    /light\.gamma\[2\]: must not be below the one before it/,
  );
  assert.match(problem('light.gamma', '[0, 0.5, 0.9]'), /light\.gamma: must begin with 0 and end with 1/);
  assert.match(problem('light.gamma', 'true'), /"cie_lightness", or a list of 3 to 65 items; .*not true/);
  assert.match(problem('light.color_correction', '[1, 1]'), /a list of 3 items; .*not 2 items/);
});

test('the state directory cannot be the runtime directory', () => {
  const text = (state: string): string => `${LEAST}[paths]\nruntime_dir = "/a/b"\nstate_dir = "${state}"\n`;
  assert.deepEqual(mistakes(text('/a/./b/')), ['- inconsistent paths.state_dir']);
  assert.deepEqual(mistakes(text('/a/c')), []);
});
