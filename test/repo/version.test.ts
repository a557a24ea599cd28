import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { VERSION } from '@garland/daemon';
import { ROOT } from '@garland/test-kit/programs';

function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

test('there is one version, wherever one is written', () => {
  const manifests = [
    'package.json',
    ...readdirSync(join(ROOT, 'packages')).map((name) => `packages/${name}/package.json`),
  ];
  for (const manifest of manifests) assert.equal(JSON.parse(textOf(manifest)).version, VERSION, manifest);
  assert.equal(/^ {2}version: (.+)$/m.exec(textOf('packages/web-gateway/openapi.yaml'))?.[1], VERSION);
  assert.equal(/^garland \(([^)]+)\)/.exec(textOf('deploy/debian/changelog'))?.[1], VERSION);
});
