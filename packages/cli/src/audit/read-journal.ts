import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { CliError } from '../errors/cli-error.ts';

export type ServiceName = 'driver' | 'gateway';

/** One record of ours, as journald kept it. */
export interface JournalEntry {
  /** By the journal's clock, in milliseconds since 1970. */
  readonly atMs: number;
  /** Which service wrote it: from what journald itself notes, which the service can't forge. */
  readonly service: ServiceName;
  readonly event: string;
  /** 0 (emergency) to 7 (debug), as in syslog. */
  readonly priority: number;
  /** What the service wrote; only its own word for it. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface JournalQuery {
  /** Both, unless one is named. */
  readonly service?: ServiceName | undefined;
  /** As journalctl takes them: "today", "2026-12-24 18:00", "-2h". */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly follow?: boolean | undefined;
  readonly newestFirst?: boolean | undefined;
  /** Ends it, without an error. */
  readonly signal?: AbortSignal | undefined;
  /** In whose PATH journalctl is looked for. */
  readonly env: NodeJS.ProcessEnv;
}

const SERVICE_BY_UNIT: Readonly<Record<string, ServiceName>> = {
  'garland-driver.service': 'driver',
  'garland-gateway.service': 'gateway',
};
const INVALID_TIME = /parse timestamp/i;
const TIME_FORMAT_HINT = 'Times are written as in:  --since today   --since -2h   --since "2026-12-24 18:00"';
const NO_JOURNAL = /no journal files were found/i;
const ACCESS_DENIED = /not seeing messages|insufficient permissions|permission denied|not permitted/i;

/**
 * The records of both services. Whoever stops reading ends journalctl.
 *
 * @throws {CliError} if journalctl is missing, refuses, or may not read
 */
export async function* readJournal(query: JournalQuery): AsyncGenerator<JournalEntry, void> {
  const journalctl = spawn('journalctl', journalctlArguments(query), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: query.env,
  });
  query.signal?.addEventListener('abort', () => journalctl.kill());
  let errorOutput = '';
  journalctl.stderr.setEncoding('utf8').on('data', (text: string) => {
    errorOutput = (errorOutput + text).slice(0, 4096);
  });
  const ended = new Promise<number | NodeJS.ErrnoException>((resolve) => {
    journalctl.once('error', resolve).once('close', (code) => resolve(code ?? 0));
  });
  let found = false;
  try {
    for await (const line of createInterface({ input: journalctl.stdout })) {
      const entry = parseJournalEntry(line);
      if (!entry) continue;
      found = true;
      yield entry;
    }
    const end = await ended;
    if (end !== 0) throw journalctlError(end, errorOutput);
    if (!found && ACCESS_DENIED.test(errorOutput)) throw accessDeniedError();
    if (!found && NO_JOURNAL.test(errorOutput)) throw noJournalError();
  } finally {
    journalctl.kill();
  }
}

function journalctlArguments({ service, since, until, follow, newestFirst }: JournalQuery): string[] {
  return [
    '--namespace=*',
    '--output=json',
    '--all',
    '--no-pager',
    ...(since === undefined ? [] : [`--since=${since}`]),
    ...(until === undefined ? [] : [`--until=${until}`]),
    ...(follow ? ['--follow'] : []),
    ...(newestFirst ? ['--reverse'] : []),
    ...Object.keys(SERVICE_BY_UNIT)
      .filter((unit) => service === undefined || SERVICE_BY_UNIT[unit] === service)
      .map((unit) => `_SYSTEMD_UNIT=${unit}`),
  ];
}

/** @returns nothing for what is no record of ours: Node's own complaints, say */
export function parseJournalEntry(line: string): JournalEntry | undefined {
  const entry = parseObject(line);
  const service = SERVICE_BY_UNIT[String(entry?._SYSTEMD_UNIT)];
  const { event, ...fields } = parseObject(decodeMessage(entry?.MESSAGE)) ?? {};
  if (!entry || !service || typeof event !== 'string') return undefined;
  const atMs = Number(entry.__REALTIME_TIMESTAMP) / 1000;
  return { atMs, service, event, priority: Number(entry.PRIORITY ?? 6), fields };
}

/** journald writes what is no UTF-8 as an array of bytes. */
function decodeMessage(message: unknown): string {
  if (typeof message === 'string') return message;
  return Array.isArray(message) ? Buffer.from(message).toString('latin1') : '';
}

function parseObject(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function journalctlError(end: number | NodeJS.ErrnoException, complaint: string): CliError {
  if (typeof end === 'object' && end.code === 'ENOENT')
    return new CliError('failed', 'There is no journalctl here, and so no journal to read.');
  if (ACCESS_DENIED.test(complaint)) return accessDeniedError();
  const why = typeof end === 'object' ? end.message : complaint.trim() || `it ended with ${end}`;
  return new CliError(
    'failed',
    `journalctl says: ${why}`,
    ...(INVALID_TIME.test(complaint) ? [TIME_FORMAT_HINT] : []),
  );
}

/** Nothing on record would sound as if all were well. */
function noJournalError(): CliError {
  return new CliError(
    'failed',
    'This machine keeps no journal that could be read, so nothing can be told of it.',
    'Where the package of Garland is installed, its services write one. Ask there.',
  );
}

function accessDeniedError(): CliError {
  return new CliError(
    'permission',
    'This user may not read the journal.',
    'Run the same command with sudo, or join the group that may:  sudo usermod -aG systemd-journal $USER',
  );
}
