import winston from 'winston';
import Transport from 'winston-transport';
import { type AuditEvent, type AuditEvents, EVENTS } from './events.ts';
import { lineOf } from './line.ts';
import { Lines } from './lines.ts';
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
const SEVERITIES = winston.config.syslog.levels;
/** Where Winston keeps the text that a format has made. */
const TEXT = Symbol.for('message');

/** One line a record on standard output, for the journal or for whoever else listens. */
export function createAudit(forJournal: boolean, nowMs: () => number = Date.now): Audit {
  const lines = new Lines(process.stdout);
  const logger = winston.createLogger({
    levels: SEVERITIES,
    level: 'debug',
    // Here and not with the transport: without one of its own, the logger would make JSON of each record for nobody.
    format: winston.format.printf(({ level, message, fields }) => {
      const record = { event: message, time: new Date().toISOString(), ...(fields as object) };
      return lineOf(record, forJournal ? SEVERITIES[level] : undefined);
    }),
    transports: [
      new Transport({
        log: (info, next) => {
          lines.add(info[TEXT]);
          next();
        },
      }),
    ],
  });
  const samplers = new Map<AuditEvent, Sampler>();
  for (const event of Object.keys(EVENTS) as AuditEvent[]) {
    if (EVENTS[event].sampled) samplers.set(event, new Sampler(SAMPLED_PER_SECOND, SAMPLED_BURST, nowMs()));
  }
  const write = (event: AuditEvent, fields: object, suppressed: number): void => {
    logger.log({
      level: EVENTS[event].level,
      message: event,
      fields: suppressed > 0 ? { ...fields, suppressed } : fields,
    });
  };
  const leftOut = new Map<AuditEvent, number>();
  const takeSuppressed = (event: AuditEvent): number => {
    const suppressed = (samplers.get(event)?.takeSuppressed() ?? 0) + (leftOut.get(event) ?? 0);
    leftOut.delete(event);
    return suppressed;
  };
  /** Writes the counts of records left out that no later record has carried. */
  const flush = (): void => {
    if (lines.areTooMany) return;
    for (const of of Object.keys(EVENTS) as AuditEvent[]) {
      const suppressed = takeSuppressed(of);
      if (suppressed > 0) write('records_suppressed', { of }, suppressed);
    }
  };
  setInterval(flush, FLUSH_INTERVAL_MS).unref();
  return {
    record(event, fields) {
      if (samplers.get(event)?.admit(nowMs()) === false) return;
      if (lines.areTooMany) leftOut.set(event, (leftOut.get(event) ?? 0) + 1);
      else write(event, fields, takeSuppressed(event));
    },
    async close() {
      flush();
      await lines.written(CLOSE_DEADLINE_MS);
    },
  };
}
