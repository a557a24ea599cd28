import type { Writable } from 'node:stream';
import { AUDIT_EVENTS, type AuditEvent, type AuditEvents } from './audit-events.ts';
import { EventRateLimits } from './event-rate-limits.ts';
import { createRecordWriter } from './record-writer.ts';

export interface AuditLogger {
  record<E extends AuditEvent>(event: E, fields: AuditEvents[E]): void;
  /** At the end of the process: resolves once all records are written, or after a deadline. */
  close(): Promise<void>;
}

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
  const rateLimits = new EventRateLimits(nowMs());
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
      const suppressed = rateLimits.takeSuppressed(event);
      if (suppressed > 0) write('records_suppressed', { suppressedEvent: event }, suppressed);
    }
  };
  setInterval(() => {
    if (!output.isBackpressured) writeCounts();
  }, FLUSH_INTERVAL_MS).unref();
  return {
    record(event, fields) {
      const tokenId = 'tokenId' in fields ? fields.tokenId : undefined;
      if (!rateLimits.admit(event, tokenId, nowMs())) return;
      if (output.isBackpressured) rateLimits.suppress(event);
      else write(event, fields, rateLimits.takeSuppressed(event));
    },
    async close() {
      writeCounts();
      await output.flush(CLOSE_DEADLINE_MS);
    },
  };
}
