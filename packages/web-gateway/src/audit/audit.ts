import winston from 'winston';
import Transport from 'winston-transport';
import { type AuditEvent, type AuditEvents, EVENTS } from './events.ts';
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
const MAX_TEXT_LENGTH = 2_000;
const SEVERITIES = winston.config.syslog.levels;
/** Where Winston keeps the text that a format has made. */
const TEXT = Symbol.for('message');

/**
 * One line a record on standard output: JSON in printable ASCII, so that nothing a client sent can begin a line or
 * steer a terminal. The journal, if it listens, gets the priority in front.
 */
export function createAudit(forJournal: boolean, nowMs: () => number = Date.now): Audit {
  const lines = new Lines(process.stdout);
  const logger = winston.createLogger({
    levels: SEVERITIES,
    level: 'debug',
    // Here and not with the transport: without one of its own, the logger would make JSON of each record for nobody.
    format: winston.format.printf(lineFor(forJournal)),
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

function lineFor(forJournal: boolean): (info: winston.Logform.TransformableInfo) => string {
  return ({ level, message, fields }) => {
    const record = { event: message, time: new Date().toISOString(), ...(fields as object) };
    const prefix = forJournal ? `<${SEVERITIES[level]}>` : '';
    return prefix + toAscii(boundedJson(record));
  };
}

/** What is short as a whole has no part that is too long, and hardly any record is longer. */
function boundedJson(record: object): string {
  const json = JSON.stringify(record);
  return json.length <= MAX_TEXT_LENGTH ? json : JSON.stringify(record, bounded);
}

function bounded(_key: string, value: unknown): unknown {
  return typeof value === 'string' && value.length > MAX_TEXT_LENGTH
    ? `${value.slice(0, MAX_TEXT_LENGTH)}…`
    : value;
}

/** `JSON.stringify` escapes the ASCII controls; DEL, the C1 controls and line separators need it as well. */
function toAscii(json: string): string {
  // Without JIT, a pattern is ten times as dear as this, and nearly every record is plain.
  if (Buffer.byteLength(json) === json.length && !json.includes('\u007f')) return json;
  return json.replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
