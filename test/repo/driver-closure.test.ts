import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '@garland/test-kit/programs';
import { type ClosureFile, closureOf, countLines, measure } from './bundle-closure.ts';

/** The code that reads what the other side of a socket sent, in lines with their comments. */
const MAX_LINES_THAT_READ_BYTES = 1_100;
const CONTROL = 'packages/led-driver/dist/src/control';
const ADDON = 'node_modules/rpi-ws281x-native/lib';

/** `led-driver` of `packages/led-driver/src/main.ts`, `toml-eslint-parser` of a file of that. */
function packageOf(path: string): string {
  return /(?:node_modules|packages)\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path;
}

function linesByPackage(files: readonly ClosureFile[]): Map<string, number> {
  const lines = new Map<string, number>();
  for (const file of files) {
    const name = packageOf(file.path);
    lines.set(name, (lines.get(name) ?? 0) + file.lines);
  }
  return lines;
}

function scriptsIn(folder: string): string[] {
  const names = existsSync(join(ROOT, folder)) ? readdirSync(join(ROOT, folder)) : [];
  return names.filter((name) => name.endsWith('.js')).map((name) => `${folder}/${name}`);
}

test('little of the root process reads the bytes of the other side', async (t) => {
  const files = await closureOf(...scriptsIn(CONTROL));
  // A rate limit and the version see no bytes.
  const readers = files.filter(({ path }) => packageOf(path) !== 'daemon');
  for (const { path, lines } of readers) t.diagnostic(`${String(lines).padStart(5)}  ${path}`);
  t.diagnostic(`${String(countLines(readers)).padStart(5)}  in all`);
  assert.ok(readers.some(({ path }) => path.endsWith('protocol/src/framing.ts')));
  for (const { path } of readers) assert.match(path, /^packages\/(led-driver\/src\/control|protocol\/src)\//);
  assert.ok(countLines(readers) <= MAX_LINES_THAT_READ_BYTES, `${countLines(readers)} lines`);
});

test('all of the root process, by package', async (t) => {
  const files = await closureOf('packages/led-driver/dist/src/main.js');
  // Loaded by a computed name, on a Raspberry Pi alone.
  const addon = scriptsIn(ADDON).map(measure);
  const isOurs = ({ path }: ClosureFile): boolean => path.startsWith('packages/');
  const thirdParty = [...files.filter((file) => !isOurs(file)), ...addon];
  const ours = files.filter(isOurs);
  for (const [name, lines] of linesByPackage(ours)) t.diagnostic(`${String(lines).padStart(5)}  ${name}`);
  t.diagnostic(`${String(countLines(ours)).padStart(5)}  own code`);
  for (const [name, lines] of linesByPackage(thirdParty))
    t.diagnostic(`${String(lines).padStart(5)}  ${name}`);
  t.diagnostic(`${String(countLines(thirdParty)).padStart(5)}  third-party code`);
  assert.deepEqual([...new Set(ours.map(({ path }) => packageOf(path)))].sort(), [
    'animations',
    'daemon',
    'driver-config',
    'led-driver',
    'protocol',
    'toml',
  ]);
  assert.deepEqual(
    [...new Set(thirdParty.map(({ path }) => packageOf(path)))]
      .filter((name) => name !== packageOf(ADDON))
      .sort(),
    ['eslint-visitor-keys', 'toml-eslint-parser'],
  );
});
