import type { JournalEntry } from '../src/audit/read-journal.ts';

export const NOON_MS: number = Date.UTC(2026, 11, 24, 12);

export function entry(
  source: JournalEntry['source'],
  event: string,
  atMs: number,
  fields: object = {},
): JournalEntry {
  return { source, event, atMs, priority: 5, fields: { ...fields } };
}

export const driverRecord = (requestId: string, atMs: number): JournalEntry =>
  entry('driver', 'play', atMs, { role: 'remote', id: 'fire', requestId });
export const gatewayRecord = (requestId: string, atMs: number, who = 'phone'): JournalEntry =>
  entry('gateway', 'request', atMs, {
    requestId,
    subject: who,
    clientAddress: '192.0.2.7',
    action: 'play',
    animation: 'fire',
    outcome: 'done',
  });

/** Of a record that root wrote with `garland`, in a login session. */
export const ROOT_FIELDS: Readonly<Record<string, string>> = {
  _UID: '0',
  _TRANSPORT: 'stdout',
  SYSLOG_IDENTIFIER: 'garland-admin',
  _SYSTEMD_UNIT: 'session-3.scope',
};

/** As `journalctl -o json` has it. */
export function inJournal({ source, event, atMs, priority, fields }: JournalEntry): string {
  return JSON.stringify({
    __REALTIME_TIMESTAMP: String(atMs * 1000),
    ...(source === 'admin' ? ROOT_FIELDS : { _SYSTEMD_UNIT: `garland-${source}.service` }),
    PRIORITY: String(priority),
    MESSAGE: JSON.stringify({ event, ...fields }),
  });
}
