import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { nowS } from '@garland/test-kit/tokens';
import { AUDIT_EVENTS } from '../src/audit/audit-events.ts';
import { EventRateLimits } from '../src/audit/event-rate-limits.ts';
import { TestSystem } from './test-system.ts';

let system: TestSystem;
before(async () => {
  system = await TestSystem.start({ withDriver: false });
});
after(() => system.close());

const EVENT = 'request_refused';

/** How many of these attempts are admitted. */
function admitted(limits: EventRateLimits, nowMs: number, attempts: number, tokenId?: string): number {
  return Array.from({ length: attempts }, () => limits.admit(EVENT, tokenId, nowMs)).filter(Boolean).length;
}

test('an event is admitted in a burst, then at a rate, and the rest is counted', () => {
  const limits = new EventRateLimits(0);
  assert.equal(admitted(limits, 0, 107), 100);
  assert.equal(limits.takeSuppressed(EVENT), 7);
  assert.equal(limits.takeSuppressed(EVENT), 0);
  assert.equal(admitted(limits, 4_999, 1), 0);
  assert.equal(admitted(limits, 5_000, 5), 1);
  assert.equal(admitted(limits, 4_000, 5), 0, 'a clock that goes back gives nothing');
  assert.equal(admitted(limits, 3_600_000, 200), 100);
});

test('an event without a rate limit is always admitted', () => {
  const limits = new EventRateLimits(0);
  for (let i = 0; i < 1_000; i++) assert.ok(limits.admit('request', undefined, 0));
});

test('a flood without tokens hides no use of a revoked token, and one token none of another', () => {
  const limits = new EventRateLimits(0);
  admitted(limits, 0, 500);
  assert.equal(admitted(limits, 0, 50, 'revoked'), 10);
  assert.equal(admitted(limits, 0, 3, 'another'), 3);
  assert.equal(admitted(limits, 60_000, 3, 'revoked'), 1);
  assert.equal(limits.takeSuppressed(EVENT), 400 + 40 + 2);
});

test('only so many tokens are remembered', () => {
  const limits = new EventRateLimits(0);
  assert.equal(admitted(limits, 0, 20, 'first'), 10);
  for (let i = 0; i < 255; i++) limits.admit(EVENT, `token ${i}`, 0);
  assert.equal(admitted(limits, 0, 20, 'first'), 0);
  for (let i = 0; i < 256; i++) limits.admit(EVENT, `other ${i}`, 0);
  assert.equal(admitted(limits, 0, 20, 'first'), 10);
});

test('a flood of refusals is recorded up to a limit and counted, and hides no other record', async () => {
  const attempts = 300;
  for (let i = 0; i < attempts; i += 10)
    await Promise.all(Array.from({ length: 10 }, () => system.request({ path: '/v1/status' })));
  const valid = await system.request({ path: '/v1/status', token: system.token });
  assert.equal((await system.recordOf(valid)).subject, 'ifttt');
  assert.equal(await system.gateway.stop(), 0);

  const { records } = system.gateway;
  const written = records.filter(({ event }) => event === 'request_refused').length;
  const suppressed = records.reduce((sum, record) => sum + Number(record.suppressed ?? 0), 0);
  assert.ok(written >= 100 && written < 150, `${written}`);
  assert.equal(written + suppressed, attempts);
});

test('the use of a revoked token is on record, whatever else is refused', async () => {
  await system.runGateway();
  const revoked = system.tokens.issue({}, { revokedAt: nowS() });
  for (let i = 0; i < 120; i++) await system.request({ path: '/v1/status' });
  const refusal = await system.request({ path: '/v1/status', token: revoked });
  assert.equal(refusal.status, 401);
  assert.equal((await system.recordOf(refusal)).reason, 'revoked');
});

test('every event of the table is written somewhere', () => {
  const folder = new URL('../../src/', import.meta.url);
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('audit-events.ts'))
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
    .join('\n');
  for (const event of Object.keys(AUDIT_EVENTS)) assert.ok(sources.includes(`'${event}'`), event);
});
