import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type DriverConfig, readDriverConfig } from '@garland/driver-config';
import { compareConfigs } from '../src/config-changes.ts';
import { temporaryFolder } from './driver-fixtures.ts';

type Text = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** With a budget, because the default depends on the strip. */
const LEAST: Text = {
  strip: { pixels: '50' },
  output: { kind: '"simulator"' },
  power: { budget_ma: '1000' },
};

function read(t: TestContext, text: Text): DriverConfig {
  const file = join(temporaryFolder(t), 'driver.toml');
  const lines = Object.entries(text).flatMap(([section, keys]) => [
    `[${section}]`,
    ...Object.entries(keys).map(([key, value]) => `${key} = ${value}`),
  ]);
  writeFileSync(file, lines.join('\n'));
  return readDriverConfig(file, {});
}

/** For each section a change, and whether it takes effect without a restart. */
const CHANGES: readonly [section: string, key: string, value: string, live: boolean][] = [
  ['strip', 'pixels', '60', false],
  ['strip', 'turns', '7', false],
  ['strip', 'layout', '"zigzag"', false],
  ['strip', 'start', '"top"', false],
  ['strip', 'leave_out', '["0-4"]', false],
  ['output', 'gpio', '21', false],
  ['output', 'color_order', '"rgb"', false],
  ['light', 'gamma', '2', true],
  ['light', 'gamma', '[0, 0.1, 1]', true],
  ['light', 'crossfade_curve', '"linear"', true],
  ['light', 'color_correction', '"smd5050"', true],
  ['light', 'animation', '"fire"', true],
  ['power', 'budget_ma', '900', true],
  ['remote', 'allow', '["off"]', true],
  ['paths', 'state_dir', '"/var/x"', false],
];

for (const [section, key, value, live] of CHANGES) {
  test(`a change of ${section}.${key} to ${value} is named${live ? '' : ', and needs a restart'}`, (t) => {
    const before = read(t, LEAST);
    const after = read(t, { ...LEAST, [section]: { ...LEAST[section], [key]: value } });
    const changed = [`${section}.${key}`];
    assert.deepEqual(compareConfigs(before, after), { changed, restartRequired: live ? [] : changed });
  });
}

test('a scene that is new, changed or gone is named, and needs no restart', (t) => {
  const withScene = (keys: Readonly<Record<string, string>>): DriverConfig =>
    read(t, { ...LEAST, remote: { allow: '["off"]' }, 'scenes.cosy': keys });
  const none = read(t, { ...LEAST, remote: { allow: '["off"]' } });
  const [fire, snow] = [withScene({ animation: '"fire"' }), withScene({ animation: '"snow"' })];
  for (const [before, after] of [
    [none, fire],
    [fire, snow],
    [snow, none],
  ] as const) {
    assert.deepEqual(compareConfigs(before, after), { changed: ['scenes.cosy'], restartRequired: [] });
  }
  assert.deepEqual(compareConfigs(fire, fire), { changed: [], restartRequired: [] });
});

test('coordinates that changed need a restart, although the configuration reads the same', (t) => {
  const file = join(temporaryFolder(t), 'tree.csv');
  const readWith = (coordinates: string): DriverConfig => {
    writeFileSync(file, coordinates);
    return read(t, { ...LEAST, strip: { positions: JSON.stringify(file) } });
  };
  const before = readWith('0,0,0\n1,0,1\n');
  const changed = ['strip.positions'];
  assert.deepEqual(compareConfigs(before, readWith('0,0,0\n1,0,2\n')), { changed, restartRequired: changed });
  assert.deepEqual(compareConfigs(before, readWith('# as before\n0,0,0\n1,0,1')), {
    changed: [],
    restartRequired: [],
  });
});

test('equal files have no changes', (t) => {
  assert.deepEqual(compareConfigs(read(t, LEAST), read(t, LEAST)), { changed: [], restartRequired: [] });
});
