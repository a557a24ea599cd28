import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What the audit trail knows of the use of tokens. */
export interface UseRecords {
  /** False: nobody can say when a token was used, and `because` tells why. */
  readonly known: boolean;
  readonly because?: string;
  /** When each was used last, by `jti`. A token that is not here was not used since `since`. */
  readonly lastUsed: ReadonlyMap<string, Date>;
  /** How far back was looked; undefined if all were found before. */
  readonly since?: Date;
}

/** The unit's own records: another program can't write them, whatever it calls itself. */
const JOURNAL_ARGUMENTS = [
  '--namespace=garland-gateway',
  '_SYSTEMD_UNIT=garland-gateway.service',
  '--output=json',
  '--output-fields=MESSAGE',
  '--reverse',
  '--no-pager',
];
/** Half a gigabyte of journal takes a Pi Zero minutes. */
const PATIENCE_MS = 10_000;
const USES: readonly unknown[] = ['request', 'request_limited'];

/**
 * Looks up when tokens were used last. It stands in the gateway's journal alone: the gateway writes no file, least of all
 * the registry.
 */
export async function findLastUses(
  jtis: readonly string[],
  patienceMs: number = PATIENCE_MS,
): Promise<UseRecords> {
  const wanted = new Set(jtis);
  const lastUsed = new Map<string, Date>();
  let oldest: Date | undefined;
  const journal = readJournal(patienceMs);
  for await (const { time, record } of journal.entries) {
    oldest = time;
    const { event, jti } = record;
    if (USES.includes(event) && typeof jti === 'string' && wanted.delete(jti)) lastUsed.set(jti, time);
    if (wanted.size === 0) break;
  }
  journal.stop();
  if (oldest === undefined) return { known: false, because: await journal.complaint(), lastUsed };
  return { known: true, lastUsed, ...(wanted.size > 0 && { since: oldest }) };
}

interface Entry {
  readonly time: Date;
  readonly record: Readonly<Record<string, unknown>>;
}

interface Journal {
  /** The newest first. */
  readonly entries: AsyncIterable<Entry>;
  stop(): void;
  /** Why there was nothing. */
  complaint(): Promise<string>;
}

function readJournal(patienceMs: number): Journal {
  const child = spawn('journalctl', JOURNAL_ARGUMENTS, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C', SYSTEMD_COLORS: '0' },
  });
  const ended = endOf(child);
  const stop = (): void => void child.kill();
  const timer = setTimeout(stop, patienceMs);
  void ended.then(() => clearTimeout(timer));
  return { entries: entriesOf(child), stop, complaint: () => ended };
}

async function* entriesOf({ stdout }: ChildProcess): AsyncGenerator<Entry> {
  if (!stdout) return;
  for await (const line of createInterface({ input: stdout })) {
    const entry = parseEntry(line);
    if (entry) yield entry;
  }
}

function parseEntry(line: string): Entry | undefined {
  try {
    const { __REALTIME_TIMESTAMP: microseconds, MESSAGE: message } = JSON.parse(line);
    const time = new Date(Number(microseconds) / 1000);
    // What systemd and Node themselves say of the service is no JSON.
    const record = String(message).startsWith('{') ? JSON.parse(message) : {};
    return Number.isNaN(time.getTime()) ? undefined : { time, record };
  } catch {
    return undefined;
  }
}

/** What it said on standard error, in one line. */
function endOf(child: ChildProcess): Promise<string> {
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  return new Promise((resolve) => {
    child.once('error', ({ message }) => resolve(`journalctl can't be run (${message})`));
    child.once('close', () =>
      resolve(said.trim().split('\n').at(-1) || "the gateway's journal holds no record"),
    );
  });
}
