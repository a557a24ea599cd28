import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { after, before, beforeEach, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Installation } from '@garland/test-kit/installation';
import { COMPILED_PROGRAMS } from '@garland/test-kit/programs';
import { nowS } from '@garland/test-kit/tokens';
import { sendRequest } from './http-client.ts';
import { TestSystem } from './test-system.ts';

const HOUR_S = 3600;
let system: TestSystem;
before(async () => {
  system = await TestSystem.start({ limits: { failures_per_minute: 3 } });
});
beforeEach(() => system.tokens.restoreRegistry());
after(() => system.close());

/** As a clock that is behind by this sees the registry. */
function setClockBehind(seconds: number): void {
  const { registryPath } = system.tokens;
  const registry = JSON.parse(readFileSync(registryPath, 'utf8'));
  writeFileSync(registryPath, JSON.stringify({ ...registry, updatedAt: nowS() + seconds }));
}

test('before the last change of the tokens, a valid token is answered with 503, one record says why, and it recovers', async () => {
  const from = system.gateway.records.length;
  setClockBehind(HOUR_S);
  for (let i = 0; i < 5; i++) {
    const answer = await system.play('off');
    assert.deepEqual(
      [answer.status, answer.json.code, answer.headers['retry-after']],
      [503, 'clock_behind', '10'],
    );
    const { reason, subject, outcome } = await system.recordOf(answer);
    assert.deepEqual([reason, subject, outcome], ['clock_behind', 'ifttt', 'failed']);
  }
  const reported = system.gateway.records.slice(from).filter(({ event }) => event === 'clock_behind');
  assert.equal(reported.length, 1);
  assert.ok(String(reported[0]?.clock) < String(reported[0]?.earliest));
  setClockBehind(0);
  assert.equal((await system.play('off')).status, 200);
});

test('a token that is dead at any time keeps its reason', async () => {
  const revoked = system.tokens.issue({ jti: randomUUID() }, { revokedAt: 1 });
  const replaced = system.tokens.issue({ jti: randomUUID() }, { endsAt: nowS() + 9, revokedAt: nowS() + 9 });
  setClockBehind(HOUR_S);
  for (const [token, reason] of [
    [revoked, 'revoked'],
    [replaced, 'replaced'],
  ] as const) {
    const answer = await system.play('off', token);
    assert.equal(answer.status, 401);
    assert.equal((await system.recordOf(answer)).reason, reason);
  }
});

test('before the build, no token is accepted', async () => {
  const program = system.path('gateway.mjs');
  writeFileSync(program, `import '${pathToFileURL(COMPILED_PROGRAMS.gateway).href}';`);
  const installation = new Installation({ programs: { ...COMPILED_PROGRAMS, gateway: program } });
  const { token } = installation;
  try {
    await installation.startDriver();
    const built = await installation.startGateway();
    assert.equal((await sendRequest(built.port, { path: '/v1/status', token })).status, 200);
    utimesSync(program, nowS(), nowS() + HOUR_S);
    const builtLater = await installation.startGateway();
    const answer = await sendRequest(builtLater.port, { path: '/v1/status', token });
    assert.deepEqual([answer.status, answer.json.code], [503, 'clock_behind']);
  } finally {
    await installation.close();
  }
});
