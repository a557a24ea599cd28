import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAuditLine } from '../src/audit/format-audit-line.ts';

test('audit prints local times with their offset, which summer time changes', (t) => {
  const { TZ } = process.env;
  t.after(() => {
    if (TZ === undefined) delete process.env.TZ;
    else process.env.TZ = TZ;
  });
  for (const [zone, instant, expected] of [
    ['UTC', '2026-12-24T12:00:00Z', '2026-12-24 12:00:00+00:00  phone'],
    ['Europe/Berlin', '2026-12-24T12:00:00Z', '2026-12-24 13:00:00+01:00  phone'],
    ['Europe/Berlin', '2026-07-24T23:00:00Z', '2026-07-25 01:00:00+02:00  phone'],
    ['America/St_Johns', '2026-12-24T12:00:00Z', '2026-12-24 08:30:00-03:30  phone'],
    ['Asia/Kathmandu', '2026-12-24T12:00:00Z', '2026-12-24 17:45:00+05:45  phone'],
  ] as const) {
    process.env.TZ = zone;
    const line = formatAuditLine({
      atMs: Date.parse(instant),
      who: 'phone',
      what: 'play fire',
      outcome: 'done',
    } as never);
    assert.equal(line.slice(0, expected.length), expected);
  }
});
