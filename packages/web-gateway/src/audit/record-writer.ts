import type { Writable } from 'node:stream';
import winston from 'winston';
import { Batch } from './batch.ts';
import { formatRecord } from './format-record.ts';

export type Severity = 'error' | 'warning' | 'notice' | 'info';

/** Where records go. */
export interface RecordWriter {
  write(severity: Severity, record: object): void;
  /** The reader is so far behind that whoever has more to say had better count it. */
  readonly isBackpressured: boolean;
  /** Resolves once the reader has all that was written, or has taken too long. */
  flush(deadlineMs: number): Promise<void>;
}

/** If the reader does not keep up, no more than this piles up in memory, and the record that goes beyond. */
const MAX_BACKLOG_BYTES: number = 256 * 1024;
const LEVELS = winston.config.syslog.levels;

/** Nobody who reads notices; if the process is killed, records of that time are lost. */
const BATCH_DELAY_MS = 10;

/**
 * One line a record. What is recorded within a few milliseconds is one entry of Winston's and one write: under load, an entry
 * for each record would cost five times what it takes to make its line, and wake the journal each time.
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
        const tooLong = setTimeout(resolve, deadlineMs);
        out.write('', () => {
          clearTimeout(tooLong);
          resolve();
        });
      });
    },
  };
}
