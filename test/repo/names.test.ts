import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '@garland/test-kit/programs';
import { readSources } from './import-graph.ts';

/** Names that occur more than once, each with the reason. */
const SHARED_NAMES: Readonly<Record<string, string>> = {
  USAGE: 'the text of --help, of each daemon',
  parseOptions: 'the command line of each daemon',
};
const SHARED_FILES: Readonly<Record<string, string>> = {
  'index.ts': 'what a package, or a part of it that is imported on its own, exports',
};

const DECLARATION =
  /^export (?:declare |abstract |async |default )*(?:type|interface|class|function\*?|const|let|enum) (\w+)/gm;

const TYPE_DECLARATION = /^export (?:declare |abstract )*(?:type|interface|class|enum) (\w+)/gm;

const sources = readSources();
const packageOf = (path: string): string => path.slice(0, path.indexOf('/'));

/** The keys under which more than one different value was listed, with these. */
function repeated(pairs: readonly (readonly [key: string, value: string])[]): [string, string[]][] {
  const values = new Map<string, Set<string>>();
  for (const [key, value] of pairs) values.set(key, (values.get(key) ?? new Set()).add(value));
  return [...values].flatMap(([key, set]) => (set.size > 1 ? [[key, [...set]]] : []));
}

test('no two packages export a declaration of the same name', () => {
  const declared = sources.flatMap(({ path, text }) =>
    [...text.matchAll(DECLARATION)].map(([, name = '']) => [name, packageOf(path)] as const),
  );
  assert.ok(declared.length > 500);
  const found = repeated(declared);
  assert.deepEqual(
    found.filter(([name]) => !(name in SHARED_NAMES)),
    [],
  );
  assert.deepEqual(found.map(([name]) => name).sort(), Object.keys(SHARED_NAMES).sort());
});

test('no two exported types have the same name, those of tests included', () => {
  const declared = execFileSync('git', ['ls-files', '*.ts'], { cwd: ROOT, encoding: 'utf8' })
    .split('\n')
    .filter((path) => existsSync(join(ROOT, path)) && path.endsWith('.ts'))
    .flatMap((path) =>
      [...readFileSync(join(ROOT, path), 'utf8').matchAll(TYPE_DECLARATION)].map(
        ([, name = '']) => [name, path] as const,
      ),
    );
  assert.ok(declared.length > 300);
  assert.deepEqual(repeated(declared), []);
});

test('no two source files of a package have the same name', () => {
  const found = repeated(sources.map(({ path }) => [`${packageOf(path)} ${basename(path)}`, path]));
  assert.deepEqual(
    found.filter(([key]) => !(String(key.split(' ')[1]) in SHARED_FILES)),
    [],
  );
});
