import type { Writable } from 'node:stream';
import winston from 'winston';
import { Batch } from './batch.ts';
import { formatRecord } from './format-record.ts';

export type Severity = 'error' | 'warning' | 'notice' | 'info';

export interface RecordWriter {
  write(severity: Severity, record: object): void;
  /** The reader is too far behind: further records should be counted, not written. */
  readonly isBackpressured: boolean;
  /** Resolves to true once everything is written, or to false after the deadline. */
  flush(deadlineMs: number): Promise<boolean>;
}

/** The most that is buffered for a slow reader, apart from the record that exceeds it. */
const MAX_BACKLOG_BYTES: number = 256 * 1024;
const LEVELS = winston.config.syslog.levels;

/** If the process is killed, the records of this time are lost. */
const BATCH_DELAY_MS = 10;

/**
 * Writes one line for each record. The records of a few milliseconds are one Winston entry and one write: under load, an entry
 * for each record costs five times as much as formatting it, and wakes the journal each time.
 */
export function createRecordWriter(out: Writable, isForJournal: boolean): RecordWriter {
  const logger = winston.createLogger({
    levels: LEVELS,
    format: winston.format.printf(({ lines }) => (lines as readonly string[]).join('\n')),
    transports: [new winston.transports.Stream({ stream: out })],
  });
  let batchedBytes = 0;
  const batch = new Batch<string>(BATCH_DELAY_MS, (lines) => {
    batchedBytes = 0;
    logger.log({ level: 'info', message: 'records', lines });
  });
  return {
    write(severity, record) {
      const line = formatRecord(record, isForJournal ? LEVELS[severity] : undefined);
      batchedBytes += line.length;
      batch.add(line);
    },
    get isBackpressured() {
      return batchedBytes + out.writableLength > MAX_BACKLOG_BYTES;
    },
    flush(deadlineMs) {
      batch.flush();
      return new Promise((resolve) => {
        const tooLong = setTimeout(resolve, deadlineMs, false);
        out.write('', (error) => {
          clearTimeout(tooLong);
          resolve(!error);
        });
      });
    },
  };
}
