import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { after, before, beforeEach, test } from 'node:test';
import { REGISTRY_MAX_BYTES } from '@garland/tokens';
import { TestSystem } from './test-system.ts';

let system: TestSystem;
before(async () => {
  system = await TestSystem.start();
});
beforeEach(() => system.tokens.restoreRegistry());
after(() => system.close());

test('a revocation, and its withdrawal, counts from the next request on', async () => {
  for (let round = 0; round < 20; round++) {
    assert.equal((await system.play('off')).status, 200);
    system.tokens.revokeAll();
    assert.equal((await system.play('off')).status, 401);
    system.tokens.restoreRegistry();
  }
});

test('a registry rewritten in place, with the same size, is noticed at once', async () => {
  const text = (jti: string): string =>
    JSON.stringify({
      version: 1,
      tree: 'home',
      tokens: [{ jti, kid: system.tokens.keys.kid, sub: 'x', scope: 'play', iat: 1, exp: 2 }],
    });
  writeFileSync(system.tokens.registryPath, text('a'.repeat(36)));
  assert.equal((await system.play('off')).status, 401);
  system.tokens.restoreRegistry();
  assert.equal((await system.play('off')).status, 200);
});

function registryOf(bytes: number): string {
  return '{"version":1,"tree":"home","tokens":[]}'.padEnd(bytes);
}

test('a registry of the maximum size is read', async () => {
  writeFileSync(system.tokens.registryPath, registryOf(REGISTRY_MAX_BYTES));
  assert.equal((await system.play('off')).status, 401);
});

const BROKEN: readonly (readonly [title: string, spoil: (path: string) => void])[] = [
  ['missing', (path) => rmSync(path)],
  ['empty', (path) => writeFileSync(path, '')],
  ['cut short', (path) => writeFileSync(path, '{"version":1,"tree":"home","tokens":[')],
  ['of another version', (path) => writeFileSync(path, '{"version":2,"tree":"home","tokens":[]}')],
  [
    'a list of something else',
    (path) => writeFileSync(path, '{"version":1,"tree":"home","tokens":[{"jti":7}]}'),
  ],
  ['larger than the maximum', (path) => writeFileSync(path, registryOf(REGISTRY_MAX_BYTES + 1))],
  [
    'a folder',
    (path) => {
      rmSync(path);
      mkdirSync(path);
    },
  ],
];

for (const [title, spoil] of BROKEN) {
  test(`while the registry is ${title} no token is accepted, one record says why, and it recovers`, async () => {
    const from = system.gateway.records.length;
    spoil(system.tokens.registryPath);
    const answers = await Promise.all([system.play('off'), system.play('off'), system.play('off')]);
    for (const answer of answers) {
      assert.equal(answer.status, 503);
      assert.equal(answer.json.code, 'token_registry_unavailable');
      assert.equal(answer.headers['retry-after'], '10');
    }
    assert.equal((await system.recordOf(answers[0]!)).reason, 'registry_unavailable');
    const reported = system.gateway.records
      .slice(from)
      .filter(({ event }) => event === 'registry_unavailable');
    assert.equal(reported.length, 1);
    assert.ok(String(reported[0]?.problem).startsWith(system.tokens.registryPath));
    rmSync(system.tokens.registryPath, { recursive: true, force: true });
    system.tokens.restoreRegistry();
    assert.equal((await system.play('off')).status, 200);
    await system.gateway.record('registry_loaded', from);
  });
}

test('while the registry is broken a request without a token is still answered with 401', async () => {
  writeFileSync(system.tokens.registryPath, 'broken');
  assert.equal((await system.request({ path: '/v1/status' })).status, 401);
});
