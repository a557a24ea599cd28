import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { readDriverConfig } from '@garland/driver-config';
import { PROGRAMS, ROOT } from '@garland/test-kit/programs';
import { checkFiles } from '@garland/web-gateway/check-files';
import { loadConfig } from '@garland/web-gateway/load-config';

const folder = mkdtempSync(join(tmpdir(), 'garland-examples-'));
after(() => rmSync(folder, { recursive: true }));

const DOCUMENT = readFileSync(join(ROOT, 'docs/configuration.md'), 'utf8');

function example(name: string): string {
  return readFileSync(join(ROOT, 'deploy/examples', name), 'utf8');
}

/** The example with its commented defaults as real lines. */
function withDefaultsUncommented(text: string): string {
  return text.replaceAll(/^# (?=(?:[a-z_]+ = |\[))/gm, '');
}

/** Every `section.key` of a TOML text that has one key a line; names of scenes are left out. */
function keysOf(text: string): string[] {
  let section = '';
  const keys: string[] = [];
  for (const line of text.split('\n')) {
    section = /^\[([a-z]+)(?:\.[a-z]+)?\]/.exec(line)?.[1] ?? section;
    const key = /^([a-z_]+) = /.exec(line)?.[1];
    if (key) keys.push(`${section}.${key}`);
  }
  return keys.sort();
}

/** Every key of the table under a heading of the document, without the ID of `scenes.ID`; `power.red_ma` `green_ma` share a row. */
function documentedKeys(heading: string): string[] {
  const [, rest = ''] = DOCUMENT.split(`## ${heading}\n`);
  const [part = ''] = rest.split('\n## ');
  const cells = part
    .replaceAll('scenes.ID.', 'scenes.')
    .split('\n')
    .flatMap((line) => /^\| (`[^|]+) \|/.exec(line)?.[1] ?? []);
  return cells
    .flatMap((cell) => {
      const names = [...cell.matchAll(/`([a-z_.]+)`/g)].map(([, name = '']) => name);
      const section = names[0]?.split('.')[0];
      return names.map((name) => (name.includes('.') ? name : `${section}.${name}`));
    })
    .sort();
}

const GARLAND = join(ROOT, 'packages/cli/bin/garland.js');

/** Writes a configuration file and reads it as the daemon does with `--check`. */
function checkDriver(text: string): void {
  const file = join(folder, 'driver.toml');
  writeFileSync(file, text);
  readDriverConfig(file, {});
}

function checkGateway(text: string): void {
  const file = join(folder, 'gateway.toml');
  writeFileSync(file, text);
  loadConfig(file, checkFiles);
}

describe('the example', () => {
  test('of the driver is valid, as it is and with every default written out', () => {
    checkDriver(example('driver.toml'));
    checkDriver(withDefaultsUncommented(example('driver.toml')));
  });

  test('scenes of docs/scenes.md are valid together', () => {
    const document = readFileSync(join(ROOT, 'docs/scenes.md'), 'utf8');
    const scenes = [...document.matchAll(/^```toml\n(.*?)^```$/gms)].map(([, block]) => block);
    assert.ok(scenes.length > 5);
    checkDriver(`[strip]\npixels = 50\n[output]\nkind = "simulator"\n${scenes.join('')}`);
  });

  test('of the driver is valid as a zigzag and with measured positions', () => {
    const zigzag = example('driver.toml')
      .replace('# layout = "helix"', 'layout = "zigzag"')
      .replaceAll(/^## (rows|span)/gm, '$1');
    assert.match(zigzag, /^layout = "zigzag".*^rows = 11.*^span = 0.5/ms);
    checkDriver(zigzag);
    writeFileSync(join(folder, 'tree.csv'), '0,0,0\n1,0,1\n');
    const measured = example('driver.toml')
      .replace(/^pixels = .*\n/m, '')
      .replace('## positions', 'positions');
    checkDriver(measured);
    assert.throws(() => checkDriver(measured.replace('# turns', 'turns')), /strip\.turns/);
  });

  test('of the gateway is valid once the keys exist, as it is and with every default written out', () => {
    const text = example('gateway.toml');
    assert.throws(() => checkGateway(text), /fullchain\.pem.*public-key\.pem/s);
    execFileSync(process.execPath, [
      PROGRAMS.cli,
      'token',
      'init',
      '--tree',
      'home',
      '--dir',
      join(folder, 'tokens'),
    ]);
    const makeCertificate = () =>
      execFileSync(process.execPath, [
        GARLAND,
        'certificate',
        'self-signed',
        '--if-needed',
        '--dir',
        join(folder, 'tls'),
      ]);
    makeCertificate();
    checkGateway(text);
    // As after a power cut in between.
    rmSync(join(folder, 'tls/fullchain.pem'));
    makeCertificate();
    checkGateway(text);
    checkGateway(withDefaultsUncommented(text));
  });

  for (const name of ['driver.toml', 'gateway.toml']) {
    test(`${name} has exactly the keys that docs/configuration.md describes`, () => {
      const text = withDefaultsUncommented(example(name)).replaceAll(/^## /gm, '');
      assert.deepEqual(keysOf(text), documentedKeys(name));
    });
  }
});
