import type { Writable } from 'node:stream';
import { isJournal, TokenBucket } from '@garland/config';

/** Every record that the driver writes, with its syslog priority (3 error, 4 warning, 5 notice, 6 information). */
export const EVENTS = {
  starting: 6,
  ready: 5,
  stopping: 5,
  stopped: 5,
  failed: 3,
  play: 5,
  brightness: 5,
  scene_ended: 5,
  reload: 5,
  reload_refused: 4,
  refused: 4,
  peer_closed: 4,
  connection_dropped: 4,
  animation_failed: 3,
  state_restored: 6,
  state_corrupt: 4,
  state_write_failed: 4,
  power_limited: 6,
} as const;

export type EventName = keyof typeof EVENTS;
export type Log = (event: EventName, fields?: Readonly<Record<string, unknown>>) => void;

/** Peers can cause these at will, so at most this many a second are written, and the rest counted. */
const CAUSED_BY_PEERS: ReadonlySet<EventName> = new Set([
  'refused',
  'peer_closed',
  'connection_dropped',
  'state_write_failed',
] as const);
const PEER_RECORDS_PER_SECOND = 2;
const PEER_RECORD_BURST = 20;
/** If the reader of the log does not keep up, records are left out, and counted, rather than piled up in memory. */
const MAX_BACKLOG_BYTES: number = 256 * 1024;

/**
 * One line a record: JSON, behind journald's `<N>` priority if the journal is listening. `JSON.stringify` escapes line
 * breaks, so nothing that a peer sent can begin a line.
 */
export function createLog(out: LogStream, env: NodeJS.ProcessEnv, nowMs: () => number): Log {
  // Whoever read the log may be gone; the tree goes on.
  out.on('error', () => {});
  const forJournal = isJournal(out.fd, env);
  // One bucket for each event, so that no flood of one hides another.
  const buckets = new Map<EventName, TokenBucket>();
  for (const event of CAUSED_BY_PEERS)
    buckets.set(event, new TokenBucket(PEER_RECORDS_PER_SECOND, PEER_RECORD_BURST, nowMs()));
  let suppressed = 0;
  return (event, fields = {}) => {
    const tooMany = (buckets.get(event)?.take(nowMs()) ?? 0) > 0;
    if (tooMany || out.writableLength > MAX_BACKLOG_BYTES) {
      suppressed++;
      return;
    }
    const record = suppressed > 0 ? { event, ...fields, suppressed } : { event, ...fields };
    suppressed = 0;
    out.write(`${forJournal ? `<${EVENTS[event]}>` : ''}${JSON.stringify(record)}\n`);
  };
}

/** A stream of standard output knows its descriptor. */
export type LogStream = Writable & { readonly fd?: number };
