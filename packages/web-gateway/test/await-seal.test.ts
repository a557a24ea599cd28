import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AuditLogger } from '../src/audit/audit-logger.ts';
import { awaitSeal, unsealedMounts } from '../src/await-seal.ts';

const UNSEALED = `421 344 0:47 /root / ro,nosuid,nodev,noexec shared:116 master:6 - tmpfs tmpfs rw,size=4936724k
434 421 0:64 / /proc rw,nosuid,nodev,noexec,relatime shared:158 - proc proc rw,hidepid=invisible
444 421 0:40 /usr/lib /usr/lib ro,nosuid,relatime master:1 - overlay garland ro,noexec
`;
const SEALED = UNSEALED.replace('/proc rw,', '/proc ro,').replace('ro,nosuid,relatime', 'ro,noexec');
const ENV = { GARLAND_AWAIT_SEAL: '1' };

const silent = { record: () => assert.fail('there is nothing to report') } as unknown as AuditLogger;

describe('the seal of the sandbox', () => {
  test('lacks each mount that is writable or executable, by the options of the mount itself', () => {
    assert.deepEqual(unsealedMounts(UNSEALED), ['/proc', '/usr/lib']);
    assert.deepEqual(unsealedMounts(SEALED), []);
  });

  test('is not waited for where nothing will seal', async () => {
    const readMounts = () => assert.fail('it does not look');
    await awaitSeal({ env: {}, audit: silent, readMounts });
  });

  test('that is in place is not waited for', async () => {
    await awaitSeal({ env: ENV, audit: silent, readMounts: () => SEALED });
  });

  test('is waited for, and the record says once which mounts lack it', async () => {
    const records: unknown[] = [];
    const audit = { record: (...record: unknown[]) => records.push(record) } as unknown as AuditLogger;
    const tables = [UNSEALED, UNSEALED, UNSEALED, SEALED];
    await awaitSeal({ env: ENV, audit, readMounts: () => tables.shift() ?? SEALED, reportAfterMs: 0 });
    assert.deepEqual(tables, []);
    assert.deepEqual(records, [['awaiting_seal', { mounts: ['/proc', '/usr/lib'] }]]);
  });
});
