import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toAuditEntry } from '../src/audit/audit-entry.ts';
import { formatAuditLine } from '../src/audit/format-audit-line.ts';
import { parseJournalEntry } from '../src/audit/read-journal.ts';
import { findUserName } from '../src/system/user-name.ts';
import { entry, inJournal, NOON_MS } from './journal-records.ts';

process.env.TZ = 'UTC';

const REVOKED = entry('admin', 'token_revoked', NOON_MS, {
  subject: 'phone',
  tokenId: '5c31',
  sudoUser: 'anna',
});

/** The line of the audit log for a record with these fields in place of root's own; undefined if it is not believed. */
function auditLine(journalFields: object, record = REVOKED): string | undefined {
  const parsed = parseJournalEntry(JSON.stringify({ ...JSON.parse(inJournal(record)), ...journalFields }));
  return parsed?.source === 'admin' ? formatAuditLine(toAuditEntry(parsed)) : undefined;
}

describe('garland audit, of what root changed', () => {
  it('shows who became root, as the kernel knows it; what sudo says has a question mark', () => {
    const columns = 'root            anna?            revoke token phone        done (5c31)';
    assert.equal(auditLine({}), `2026-12-24 12:00:00+00:00  ${columns}`);
    assert.match(auditLine({ _AUDIT_LOGINUID: '0' }) ?? '', / root {12}root {13}revoke token phone /);
    assert.match(auditLine({ _AUDIT_LOGINUID: '987654321' }) ?? '', / root {12}uid 987654321 {4}revoke /);
    assert.match(auditLine({ _AUDIT_LOGINUID: '0 anna' }) ?? '', / anna\? /);
    assert.equal(findUserName(0), 'root');
    assert.equal(findUserName(0, '/nonexistent'), 'uid 0');
  });

  for (const [title, fields] of Object.entries({
    'another user': { _UID: '1000' },
    'the gateway, under the name that root has': { _UID: '990', _SYSTEMD_UNIT: 'garland-gateway.service' },
    'a root process in the unit of the gateway': { _SYSTEMD_UNIT: 'garland-gateway.service' },
    'a process that journald knows nothing of': { _UID: undefined },
    'two users': { _UID: ['0', '1000'] },
    'another program of root': { SYSLOG_IDENTIFIER: 'sshd' },
    'root for another process, which syslog and the native protocol allow': { _TRANSPORT: 'syslog' },
    'root for a container': { _TRANSPORT: 'journal' },
  }))
    it(`does not believe ${title}`, () => {
      assert.equal(auditLine(fields), undefined);
      // The control.
      assert.match(auditLine({}) ?? '', / root .* revoke token phone /);
    });

  it('takes no record of the services for one of root', () => {
    for (const service of ['driver', 'gateway'] as const) {
      const record = entry(service, 'token_revoked', NOON_MS, { ...REVOKED.fields, login: 'root' });
      const { who, what, login, sudoUser, isRoutine } = toAuditEntry(record);
      assert.deepEqual(
        [who, what, login, sudoUser, isRoutine],
        [service, 'token_revoked', undefined, undefined, true],
      );
    }
  });

  it('quotes names that have another form, such as those of a folder', () => {
    const columns = 'phone  done\n2026-12-24';
    for (const name of ['subject', 'folder', 'sudoUser', 'tokenId']) {
      const forged = { ...REVOKED, fields: { ...REVOKED.fields, [name]: columns } };
      assert.ok(
        JSON.stringify(toAuditEntry(forged)).includes(JSON.stringify(JSON.stringify(columns)).slice(1, -1)),
        name,
      );
    }
    const elsewhere = { ...REVOKED, fields: { ...REVOKED.fields, folder: '/root/tokens' } };
    assert.equal(toAuditEntry(elsewhere).what, 'revoke token phone in /root/tokens');
  });
});
