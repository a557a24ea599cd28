import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const PACKAGES = fileURLToPath(new URL('../../../packages', import.meta.url));

interface AllowedImports {
  /** Packages, ours and others'. */
  readonly packages: readonly string[];
  /** Modules of Node's; undefined where the linter's list of forbidden ones is enough. */
  readonly builtins?: readonly string[];
}

/**
 * What each package may import at all. The linter refuses what we know to be wrong; this refuses what nobody has thought
 * about yet. To add a line is a decision about what runs in that process, for led-driver: as root.
 */
const ALLOWED: Readonly<Record<string, AllowedImports>> = {
  protocol: { packages: [], builtins: ['node:crypto', 'node:net'] },
  config: { packages: ['toml-eslint-parser'], builtins: ['node:fs', 'node:util'] },
  animations: { packages: [], builtins: [] },
  'driver-config': {
    packages: ['@garland/animations', '@garland/config', '@garland/protocol'],
    builtins: ['node:path'],
  },
  'led-driver': {
    packages: [
      '@garland/animations',
      '@garland/config',
      '@garland/driver-config',
      '@garland/protocol',
      'rpi-ws281x-native',
    ],
    builtins: ['node:fs', 'node:net', 'node:path', 'node:stream', 'node:worker_threads'],
  },
  'web-gateway': {
    packages: [
      '@garland/config',
      '@garland/protocol',
      'express',
      'express-rate-limit',
      'helmet',
      'jsonwebtoken',
      'winston',
    ],
  },
  cli: {
    packages: [
      '@garland/animations',
      '@garland/config',
      '@garland/driver-config',
      '@garland/protocol',
      'commander',
      'gifenc',
      'jsonwebtoken',
      'qr',
    ],
  },
};

interface Source {
  readonly path: string;
  readonly text: string;
}

function sourcesOf(name: string): Source[] {
  const folder = join(PACKAGES, name, 'src');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path: join(folder, path), text: readFileSync(join(folder, path), 'utf8') }));
}

/** All that stands behind `from`, a bare `import`, or `import(…)` with a literal. */
function specifiersIn({ text }: Source): string[] {
  return [...text.matchAll(/(?<!')\b(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, specifier]) =>
    String(specifier),
  );
}

/** `@garland/protocol` of `@garland/protocol/client`. */
function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

for (const [name, { packages, builtins }] of Object.entries(ALLOWED)) {
  describe(`the package ${name}`, () => {
    const sources = sourcesOf(name);
    const specifiers = sources.flatMap(specifiersIn);
    const outside = specifiers.filter((specifier) => !specifier.startsWith('.'));

    test('imports no package but those of its list', () => {
      const used = new Set(outside.filter((specifier) => !isBuiltin(specifier)).map(packageOf));
      assert.deepEqual(
        [...used].filter((specifier) => !packages.includes(specifier)),
        [],
      );
    });

    test('declares no dependency but those of its list', () => {
      const manifest = JSON.parse(readFileSync(join(PACKAGES, name, 'package.json'), 'utf8'));
      const declared = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
      assert.deepEqual(declared.sort(), [...packages].sort());
    });

    if (builtins) {
      test('imports no module of Node but those of its list', () => {
        assert.deepEqual(
          outside.filter((specifier) => isBuiltin(specifier) && !builtins.includes(specifier)),
          [],
        );
      });
    }

    test('reaches into no other package by a path', () => {
      const root = join(PACKAGES, name);
      const escapes = sources.flatMap((source) =>
        specifiersIn(source)
          .filter((specifier) => specifier.startsWith('.'))
          .filter((specifier) => relative(root, resolve(dirname(source.path), specifier)).startsWith('..')),
      );
      assert.deepEqual(escapes, []);
    });
  });
}

test('the driver has one thread besides its own, the strip’s, and only these files know of it', () => {
  const threaded = sourcesOf('led-driver').filter((source) =>
    specifiersIn(source).includes('node:worker_threads'),
  );
  const files = ['main.ts', 'output/strip-thread.ts', 'output/ws281x.ts'];
  assert.deepEqual(
    threaded.map(({ path }) => relative(join(PACKAGES, 'led-driver/src'), path)).sort(),
    files,
  );
  const starts = threaded.flatMap(({ text }) => text.match(/new Worker\(/g) ?? []);
  assert.equal(starts.length, 1);
});

test('animations name neither Math.random nor the global object, which the linter can not see through', () => {
  const guilty = sourcesOf('animations').filter(({ text }) =>
    /\bMath\s*\.\s*random\b|\bglobalThis\b/.test(text),
  );
  assert.deepEqual(
    guilty.map(({ path }) => path),
    [],
  );
});
