import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

type Rule = 'noRestrictedImports' | 'noRestrictedGlobals' | 'useNodejsImportProtocol';

/** Source text that the linter must refuse by this rule, in a file of this folder. */
interface RefusedSource {
  readonly folder: string;
  readonly source: string;
  readonly rule: Rule;
}

const specifier = (name: string): string => `import '${name}';\n`;

const refusedImports = (folder: string, ...names: readonly string[]): RefusedSource[] =>
  names.map((name) => ({ folder, source: specifier(name), rule: 'noRestrictedImports' }));

const OUR_PACKAGES = [
  'protocol',
  'config',
  'animations',
  'driver-config',
  'led-driver',
  'web-gateway',
  'cli',
];
const ourPackagesExcept = (...allowed: readonly string[]): string[] =>
  OUR_PACKAGES.filter((name) => !allowed.includes(name)).map((name) => `@garland/${name}`);

const REFUSED: readonly RefusedSource[] = [
  ...refusedImports(
    'protocol/src',
    ...ourPackagesExcept('protocol'),
    'node:fs',
    'node:net',
    './client/index.ts',
  ),
  ...refusedImports('protocol/src/client', ...ourPackagesExcept('protocol'), '../../../config/src/index.ts'),
  ...refusedImports('config/src', ...ourPackagesExcept('config'), '../../protocol/src/index.ts'),
  ...refusedImports(
    'animations/src/library',
    ...ourPackagesExcept('animations'),
    'node:fs',
    '../../../config/src/index.ts',
  ),
  ...refusedImports(
    'driver-config/src',
    ...ourPackagesExcept('protocol', 'config', 'animations', 'driver-config'),
    '@garland/protocol/client',
    '@garland/protocol/tokens',
    'node:fs',
    'toml-eslint-parser',
  ),
  ...refusedImports(
    'led-driver/src/control',
    ...ourPackagesExcept('protocol', 'config', 'animations', 'driver-config', 'led-driver'),
  ),
  ...refusedImports('led-driver/src', '../../web-gateway/src/app.ts', '../../cli/src/main.ts'),
  ...refusedImports('protocol/src/tokens', 'node:crypto', '@garland/config'),
  ...refusedImports(
    'led-driver/src',
    '@garland/protocol/client',
    '@garland/protocol/tokens',
    'toml-eslint-parser',
  ),
  ...refusedImports('led-driver/src', '@garland/protocol/token-keys'),
  ...refusedImports(
    'led-driver/src',
    'express',
    'express/lib/router',
    'helmet',
    'winston',
    'jsonwebtoken',
    'commander',
  ),
  ...refusedImports(
    'led-driver/src',
    'node:http',
    'node:https',
    'node:http2',
    'node:tls',
    'node:dgram',
    'node:child_process',
  ),
  ...refusedImports('web-gateway/src/auth', ...ourPackagesExcept('protocol', 'config', 'web-gateway')),
  ...refusedImports('web-gateway/src', '../../led-driver/src/main.ts', '../../animations/src/index.ts'),
  ...refusedImports('web-gateway/src', 'node:child_process', 'rpi-ws281x-native', 'body-parser', 'commander'),
  ...refusedImports('cli/src', '@garland/led-driver', '@garland/web-gateway', '../../web-gateway/src/app.ts'),
  // Every spelling of an import counts.
  ...[
    "import express from 'express';\nexport const app: unknown = express;\n",
    "import type { Express } from 'express';\nexport type App = Express;\n",
    "export * from 'express';\n",
    "export { Router } from 'express';\n",
    "export const app: unknown = await import('express');\n",
  ].map((source): RefusedSource => ({ folder: 'led-driver/src', source, rule: 'noRestrictedImports' })),
  // Without its prefix a module of Node's would slip past the names above, so the prefix is compulsory.
  ...[
    ['led-driver/src', 'child_process'],
    ['led-driver/src', 'http'],
    ['web-gateway/src', 'child_process'],
    ['animations/src/library', 'os'],
    ['protocol/src', 'net'],
  ].map(
    ([folder = '', name = '']): RefusedSource => ({
      folder,
      source: specifier(name),
      rule: 'useNodejsImportProtocol',
    }),
  ),
  // Animations get time and chance as arguments.
  ...[
    'export const now: number = Date.now();\n',
    'export const then: Date = new Date();\n',
    'export const now: number = performance.now();\n',
    'setTimeout(() => {}, 1);\n',
    'setInterval(() => {}, 1);\n',
    'export const home: unknown = process.env;\n',
    'export const id: string = crypto.randomUUID();\n',
  ].map(
    (source): RefusedSource => ({ folder: 'animations/src/library', source, rule: 'noRestrictedGlobals' }),
  ),
];

/** The control: what each part of the house is meant to import passes. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'protocol/src': ['./ids.ts'],
  'protocol/src/client': ['node:net', '../errors.ts'],
  'protocol/src/keys': ['node:crypto', '../json.ts'],
  'config/src': ['node:fs', 'toml-eslint-parser'],
  'animations/src/library': ['../frame.ts'],
  'driver-config/src': ['@garland/protocol', '@garland/config', '@garland/animations', 'node:path'],
  'led-driver/src': [
    '@garland/driver-config',
    '@garland/protocol',
    '@garland/config',
    '@garland/animations',
    'node:net',
    'rpi-ws281x-native',
  ],
  'web-gateway/src': [
    '@garland/protocol',
    '@garland/protocol/client',
    '@garland/protocol/tokens',
    'express',
    'node:https',
  ],
  'cli/src': [
    '@garland/animations',
    '@garland/driver-config',
    '@garland/protocol/client',
    '@garland/config',
    'commander',
    'node:child_process',
  ],
};

/** Refused everywhere: shows that a file in which nothing else is refused was linted at all. */
const CANARY = 'debugger;\n';

/** Lints all probes in one run, in a copy of the layout. Returns the rules that each file breaks. */
function brokenRules(files: ReadonlyMap<string, string>): ReadonlyMap<string, ReadonlySet<string>> {
  const folder = mkdtempSync(join(tmpdir(), 'garland-house-'));
  after(() => rmSync(folder, { recursive: true }));
  copyFileSync(join(ROOT, 'biome.json'), join(folder, 'biome.json'));
  for (const [path, source] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), source);
  }
  const biome = join(ROOT, 'node_modules/.bin/biome');
  const options = ['--vcs-enabled=false', '--max-diagnostics=none', '--reporter=github'];
  const { stdout } = spawnSync(biome, ['lint', ...options, '.'], { cwd: folder, encoding: 'utf8' });
  const broken = new Map([...files.keys()].map((path) => [path, new Set<string>()]));
  for (const [, rule = '', path = ''] of stdout.matchAll(
    /title=lint\/\w+\/(\w+),file=[^,]*?(packages\/[^,]*),/g,
  )) {
    broken.get(path)?.add(rule);
  }
  return broken;
}

const pathOf = (folder: string, name: string): string => `packages/${folder}/${name}.ts`;

const broken = brokenRules(
  new Map([
    ...REFUSED.map(({ folder, source }, i) => [pathOf(folder, `refused-${i}`), source] as const),
    ...Object.entries(ALLOWED).map(
      ([folder, names]) => [pathOf(folder, 'allowed'), names.map(specifier).join('') + CANARY] as const,
    ),
  ]),
);

describe('the linter refuses', () => {
  for (const [i, { folder, source, rule }] of REFUSED.entries()) {
    test(`in ${folder}: ${source.trim().split('\n')[0]}`, () => {
      const rules = broken.get(pathOf(folder, `refused-${i}`));
      assert.ok(rules?.has(rule), `refused only for: ${[...(rules ?? [])].join(', ') || 'nothing'}`);
    });
  }
});

describe('the linter lets pass', () => {
  for (const [folder, names] of Object.entries(ALLOWED)) {
    test(`in ${folder}: ${names.join(', ')}`, () => {
      const rules = broken.get(pathOf(folder, 'allowed')) ?? new Set();
      assert.ok(rules.has('noDebugger'), 'it was not linted');
      assert.deepEqual(
        [...rules].filter((rule) => /Restricted|Protocol/.test(rule)),
        [],
      );
    });
  }
});
