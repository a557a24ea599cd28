import type { Writable } from 'node:stream';
import { type AuditEvent, type AuditEvents, EVENTS } from './events.ts';
import { createOutput } from './output.ts';
import { Sampler } from './sampler.ts';

export interface Audit {
  record<E extends AuditEvent>(event: E, fields: AuditEvents[E]): void;
  /** At the end of the process: resolves once all records are with their reader, or that has taken too long. */
  close(): Promise<void>;
}

/** What anyone on the internet can fill the journal with: its size is reckoned by this (docs/audit.md). */
const SAMPLED_PER_SECOND = 0.2;
const SAMPLED_BURST = 100;
const FLUSH_INTERVAL_MS = 10_000;
/** Of a stop, that is how long it may wait for the journal. */
const CLOSE_DEADLINE_MS = 1_000;

/** Every record is written, or else counted in a later one: those of a flood, and those that the reader is too slow for. */
export function createAudit(
  forJournal: boolean,
  nowMs: () => number = Date.now,
  out: Writable = process.stdout,
): Audit {
  const output = createOutput(out, forJournal);
  const samplers = new Map<AuditEvent, Sampler>();
  for (const event of Object.keys(EVENTS) as AuditEvent[]) {
    if (EVENTS[event].sampled) samplers.set(event, new Sampler(SAMPLED_PER_SECOND, SAMPLED_BURST, nowMs()));
  }
  const missed = new Map<AuditEvent, number>();
  const takeSuppressed = (event: AuditEvent): number => {
    const suppressed = (samplers.get(event)?.takeSuppressed() ?? 0) + (missed.get(event) ?? 0);
    missed.delete(event);
    return suppressed;
  };
  const write = (event: AuditEvent, fields: object, suppressed: number): void =>
    output.write(EVENTS[event].level, {
      event,
      time: new Date().toISOString(),
      ...fields,
      ...(suppressed > 0 && { suppressed }),
    });
  /** The counts of records left out that no later record has carried. */
  const writeCounts = (): void => {
    for (const of of Object.keys(EVENTS) as AuditEvent[]) {
      const suppressed = takeSuppressed(of);
      if (suppressed > 0) write('records_suppressed', { of }, suppressed);
    }
  };
  setInterval(() => {
    if (!output.isBehind) writeCounts();
  }, FLUSH_INTERVAL_MS).unref();
  return {
    record(event, fields) {
      if (samplers.get(event)?.admit(nowMs()) === false) return;
      if (output.isBehind) missed.set(event, (missed.get(event) ?? 0) + 1);
      else write(event, fields, takeSuppressed(event));
    },
    async close() {
      writeCounts();
      await output.written(CLOSE_DEADLINE_MS);
    },
  };
}
