import type { Writable } from 'node:stream';
import { AUDIT_EVENTS, type AuditEvent, type AuditEvents } from './audit-events.ts';
import { RateLimitedLog } from './rate-limited-log.ts';
import { createRecordWriter } from './record-writer.ts';

export interface AuditLogger {
  record<E extends AuditEvent>(event: E, fields: AuditEvents[E]): void;
  /** At the end of the process: resolves once all records are written, or after a deadline. */
  close(): Promise<void>;
}

/** How fast clients can fill the journal; docs/audit.md calculates its size from this. */
const RATE_LIMIT_PER_SECOND = 0.2;
const RATE_LIMIT_BURST = 100;
const FLUSH_INTERVAL_MS = 10_000;
/** How long a shutdown waits for the journal. */
const CLOSE_DEADLINE_MS = 1_000;

/** Every record is either written, or counted in a later one because of a flood or a slow reader. */
export function createAuditLogger(
  forJournal: boolean,
  nowMs: () => number = Date.now,
  out: Writable = process.stdout,
): AuditLogger {
  const output = createRecordWriter(out, forJournal);
  const rateLimits = new Map<AuditEvent, RateLimitedLog>();
  for (const event of Object.keys(AUDIT_EVENTS) as AuditEvent[]) {
    if (AUDIT_EVENTS[event].isRateLimited)
      rateLimits.set(event, new RateLimitedLog(RATE_LIMIT_PER_SECOND, RATE_LIMIT_BURST, nowMs()));
  }
  const dropped = new Map<AuditEvent, number>();
  const takeSuppressed = (event: AuditEvent): number => {
    const suppressed = (rateLimits.get(event)?.takeSuppressed() ?? 0) + (dropped.get(event) ?? 0);
    dropped.delete(event);
    return suppressed;
  };
  const write = (event: AuditEvent, fields: object, suppressed: number): void =>
    output.write(AUDIT_EVENTS[event].level, {
      event,
      time: new Date().toISOString(),
      ...fields,
      ...(suppressed > 0 && { suppressed }),
    });
  /** The counts that no later record has carried. */
  const writeCounts = (): void => {
    for (const event of Object.keys(AUDIT_EVENTS) as AuditEvent[]) {
      const suppressed = takeSuppressed(event);
      if (suppressed > 0) write('records_suppressed', { suppressedEvent: event }, suppressed);
    }
  };
  setInterval(() => {
    if (!output.isBackpressured) writeCounts();
  }, FLUSH_INTERVAL_MS).unref();
  return {
    record(event, fields) {
      if (rateLimits.get(event)?.admit(nowMs()) === false) return;
      if (output.isBackpressured) dropped.set(event, (dropped.get(event) ?? 0) + 1);
      else write(event, fields, takeSuppressed(event));
    },
    async close() {
      writeCounts();
      await output.flush(CLOSE_DEADLINE_MS);
    },
  };
}
