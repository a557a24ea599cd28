import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { AUDIT_EVENTS } from '../src/audit/audit-events.ts';
import { RateLimitedLog } from '../src/audit/rate-limited-log.ts';
import { TestSystem } from './test-system.ts';

let system: TestSystem;
before(async () => {
  system = await TestSystem.start({ withDriver: false });
});
after(() => system.close());

test('the sampler admits a burst, then a rate, and counts the rest', () => {
  const sampler = new RateLimitedLog(2, 3, 0);
  const admit = (nowMs: number, attempts: number): number =>
    Array.from({ length: attempts }, () => sampler.admit(nowMs)).filter(Boolean).length;
  assert.equal(admit(0, 10), 3);
  assert.equal(sampler.takeSuppressed(), 7);
  assert.equal(sampler.takeSuppressed(), 0);
  assert.equal(admit(499, 1), 0);
  assert.equal(admit(500, 5), 1);
  assert.equal(admit(400, 5), 0, 'a clock that goes back gives nothing');
  assert.equal(admit(3_600_000, 10), 3);
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

test('every event of the table is written somewhere', () => {
  const folder = new URL('../../src/', import.meta.url);
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('audit-events.ts'))
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
    .join('\n');
  for (const event of Object.keys(AUDIT_EVENTS)) assert.ok(sources.includes(`'${event}'`), event);
});
