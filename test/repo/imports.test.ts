import assert from 'node:assert/strict';
import { isBuiltin } from 'node:module';
import { describe, test } from 'node:test';
import { findCycle, readManifest, readSources, type SourceFile, specifiersIn } from './import-graph.ts';
import { forbiddenImports, IMPORT_RULES } from './import-rules.ts';

const sources = readSources();
const names = [...new Set(sources.map(({ path }) => path.slice(0, path.indexOf('/'))))];

/** `@garland/protocol` of `@garland/protocol/client`. */
const packageOf = (specifier: string): string =>
  specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

test('every package has a rule', () => {
  assert.deepEqual(
    names.filter((name) => !(`${name}/src` in IMPORT_RULES)),
    [],
  );
});

describe('imports point one way', () => {
  for (const name of names) {
    test(`in ${name}`, () => {
      const own = sources.filter(({ path }) => path.startsWith(`${name}/`));
      const found = own.flatMap((source) =>
        forbiddenImports(source).map((each) => `${source.path}: ${each}`),
      );
      assert.deepEqual(found, []);
    });

    test(`${name} declares the packages that it imports, and no others`, () => {
      const { dependencies = {}, optionalDependencies = {} } = readManifest(name);
      const used = sources
        .filter(({ path }) => path.startsWith(`${name}/`))
        .flatMap(({ specifiers }) => specifiers.filter((each) => !each.startsWith('.') && !isBuiltin(each)));
      assert.deepEqual(
        Object.keys({ ...dependencies, ...optionalDependencies }).sort(),
        [...new Set([...used.map(packageOf), ...(IMPORT_RULES[`${name}/src`]?.unnamed ?? [])])].sort(),
      );
    });
  }
});

test('no file imports itself by way of others, types included', () => {
  assert.equal(findCycle(sources), undefined);
});

describe('the rules refuse', () => {
  const refused: readonly (readonly [path: string, specifier: string])[] = [
    ['protocol/src/ids.ts', 'node:fs'],
    ['protocol/src/ids.ts', '@garland/toml'],
    ['protocol/src/client/client.ts', 'node:fs'],
    ['toml/src/field.ts', '@garland/daemon'],
    ['daemon/src/version.ts', '@garland/toml'],
    ['animations/src/library/fire.ts', 'node:fs'],
    ['animations/src/library/fire.ts', '../../../toml/src/index.ts'],
    ['driver-config/src/strip.ts', 'toml-eslint-parser'],
    ['driver-config/src/strip.ts', '@garland/tokens'],
    ['led-driver/src/main.ts', '@garland/tokens'],
    ['led-driver/src/main.ts', '@garland/viewer'],
    ['led-driver/src/main.ts', '@garland/protocol/client'],
    ['led-driver/src/main.ts', 'router'],
    ['led-driver/src/main.ts', 'node:http'],
    ['led-driver/src/main.ts', 'node:child_process'],
    ['led-driver/src/main.ts', 'child_process'],
    ['led-driver/src/main.ts', '../../web-gateway/src/app.ts'],
    ['led-driver/src/output/simulator.ts', '../engine/engine.ts'],
    ['led-driver/src/engine/engine.ts', '../shutdown.ts'],
    ['web-gateway/src/app.ts', 'node:child_process'],
    ['web-gateway/src/app.ts', 'body-parser'],
    ['web-gateway/src/app.ts', '@garland/animations'],
    ['viewer/src/core/projection.ts', 'node:tty'],
    ['viewer/src/core/projection.ts', '../terminal/cell-grid.ts'],
    ['cli/src/main.ts', '@garland/web-gateway'],
    ['cli/src/main.ts', '@garland/test-kit/support'],
    ['led-driver/src/main.ts', '@garland/test-kit/support'],
    ['a-new-package/src/index.ts', '@garland/protocol'],
  ];
  for (const [path, specifier] of refused) {
    test(`${specifier} in ${path}`, () => {
      assert.deepEqual(forbiddenImports({ path, specifiers: [specifier] }), [specifier]);
    });
  }

  test('every spelling of an import', () => {
    const spellings = [
      "import express from 'express';",
      "import type { Express } from 'express';",
      "import {\n  type Express,\n} from 'express';",
      "export * from 'express';",
      "export { Router } from 'express';",
      "import 'express';",
      "const app = await import('express');",
    ];
    for (const text of spellings) assert.deepEqual(specifiersIn(text), ['express'], text);
  });

  test('a circle, of types alone too', () => {
    const file = (path: string, specifier: string): SourceFile => ({
      path,
      text: '',
      specifiers: [specifier],
    });
    const circle = [file('a/src/x.ts', './y.ts'), file('a/src/y.ts', './z.ts'), file('a/src/z.ts', './x.ts')];
    assert.deepEqual(findCycle(circle), ['a/src/x.ts', 'a/src/y.ts', 'a/src/z.ts', 'a/src/x.ts']);
    assert.equal(findCycle(circle.slice(1)), undefined);
  });
});

test('the driver has one thread besides its own, the strip’s, and only these files know of it', () => {
  const threaded = sources.filter(
    ({ path, specifiers }) => path.startsWith('led-driver/') && specifiers.includes('node:worker_threads'),
  );
  assert.deepEqual(threaded.map(({ path }) => path).sort(), [
    'led-driver/src/main.ts',
    'led-driver/src/output/strip-thread.ts',
    'led-driver/src/output/ws281x.ts',
  ]);
  assert.equal(threaded.flatMap(({ text }) => text.match(/new Worker\(/g) ?? []).length, 1);
});

test('animations never name Math.random', () => {
  const guilty = sources.filter(
    ({ path, text }) => path.startsWith('animations/') && /\bMath\s*\.\s*random\b/.test(text),
  );
  assert.deepEqual(
    guilty.map(({ path }) => path),
    [],
  );
});
