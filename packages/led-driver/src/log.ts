import type { Writable } from 'node:stream';
import { isJournalStream, TokenBucket } from '@garland/daemon';
import { escapeInvisible } from '@garland/toml';

/** Every record that the driver writes, with its syslog priority (3 error, 4 warning, 5 notice, 6 information). */
export const DRIVER_EVENTS = {
  starting: 6,
  warning: 4,
  ready: 5,
  positions_adjusted: 5,
  positions_filled: 5,
  stopping: 5,
  stopped: 5,
  fatal_error: 3,
  play: 5,
  brightness_set: 5,
  scene_expired: 5,
  config_reloaded: 5,
  config_reload_rejected: 4,
  play_rejected: 4,
  connection_closed: 4,
  connection_rejected: 4,
  animation_failed: 3,
  state_restored: 6,
  state_corrupt: 4,
  state_write_failed: 4,
  state_write_slow: 4,
  power_limited: 6,
  watchdog_missed: 3,
  flash_limited: 5,
} as const;

export type EventName = keyof typeof DRIVER_EVENTS;
export type Log = (event: EventName, fields?: Readonly<Record<string, unknown>>) => void;

/**
 * Peers can cause these at will, so beyond a burst only this many a second are written, and the rest are counted. A
 * compromised gateway can fill the journal at these rates, so they determine its size (docs/audit.md).
 */
const RATE_LIMITS: readonly (readonly [EventName, perSecond: number, burst: number])[] = [
  // A burst larger than a party's.
  ['play', 0.5, 600],
  ['play_rejected', 0.05, 20],
  ['connection_closed', 0.05, 20],
  ['connection_rejected', 0.05, 20],
  ['state_write_failed', 0.05, 20],
  ['state_write_slow', 0.05, 20],
  ['power_limited', 0.05, 20],
];
/** If the reader of the log does not keep up, records are dropped and counted instead of piling up in memory. */
const MAX_BACKLOG_BYTES: number = 256 * 1024;

/**
 * One line a record: JSON, after journald's `<N>` priority if the journal reads it. Line breaks and all other invisible
 * characters are escaped, so nothing that a peer sends can begin a line.
 */
export function createLog(out: LogStream, env: NodeJS.ProcessEnv, nowMs: () => number): Log {
  // Without a reader of the log, the tree goes on.
  out.on('error', () => {});
  const forJournal = isJournalStream(out.fd, env);
  // One bucket for each event, so that a flood of one does not hide another.
  const buckets = new Map(
    RATE_LIMITS.map(([event, perSecond, burst]) => [event, new TokenBucket(perSecond, burst, nowMs())]),
  );
  // Local plays are counted apart, so that dropped remote ones are not reported as local.
  const suppressedCounts = new Map<EventName | 'play_local', number>();
  return (event, fields = {}) => {
    // Local plays are not rate-limited.
    const counterKey = event === 'play' && fields.role === 'local' ? 'play_local' : event;
    const isTooMany = counterKey === event && (buckets.get(event)?.take(nowMs()) ?? 0) > 0;
    const suppressed = suppressedCounts.get(counterKey) ?? 0;
    if (isTooMany || out.writableLength > MAX_BACKLOG_BYTES) {
      suppressedCounts.set(counterKey, suppressed + 1);
      return;
    }
    suppressedCounts.delete(counterKey);
    const record = suppressed > 0 ? { event, ...fields, suppressed } : { event, ...fields };
    out.write(`${forJournal ? `<${DRIVER_EVENTS[event]}>` : ''}${escapeInvisible(JSON.stringify(record))}\n`);
  };
}

/** A stream of standard output knows its descriptor. */
export type LogStream = Writable & { readonly fd?: number };
