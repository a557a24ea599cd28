import type { JournalEntry } from '../src/audit/read-journal.ts';

export const NOON_MS: number = Date.UTC(2026, 11, 24, 12);

export function entry(
  service: JournalEntry['service'],
  event: string,
  atMs: number,
  fields: object = {},
): JournalEntry {
  return { service, event, atMs, priority: 5, fields: { ...fields } };
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

/** As `journalctl -o json` has it. */
export function inJournal({ service, event, atMs, priority, fields }: JournalEntry): string {
  return JSON.stringify({
    __REALTIME_TIMESTAMP: String(atMs * 1000),
    _SYSTEMD_UNIT: `garland-${service}.service`,
    PRIORITY: String(priority),
    MESSAGE: JSON.stringify({ event, ...fields }),
  });
}
