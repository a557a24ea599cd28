import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { CliError } from '../errors/cli-error.ts';
import { SERVICE_UNITS } from '../system/installed-paths.ts';
import { tryOrUndefined } from '../system/try-or-undefined.ts';
import { ADMIN_IDENTIFIER } from './admin-actions.ts';
import { canReadJournals } from './journal-access.ts';

export type ServiceName = 'driver' | 'gateway';
/** A service, or `garland` as root used it. */
export type RecordSource = ServiceName | 'admin';

/** One record, as journald stored it. */
export interface JournalEntry {
  /** By the journal's clock, in milliseconds since 1970. */
  readonly atMs: number;
  /** Who wrote it, as journald itself recorded: other processes cannot forge it. */
  readonly source: RecordSource;
  readonly event: string;
  /** 0 (emergency) to 7 (debug), as in syslog. */
  readonly priority: number;
  /** Of a record of root: the user who had logged in, as journald found it. */
  readonly loginUid?: number;
  /** What the service wrote, which a compromised one can forge. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface JournalQuery {
  /** Default: both, and what root did. */
  readonly service?: ServiceName | undefined;
  /** In journalctl's format: "today", "2026-12-24 18:00", "-2h". */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly follow?: boolean | undefined;
  readonly newestFirst?: boolean | undefined;
  /** Ends the records, without an error. */
  readonly signal?: AbortSignal | undefined;
  /** In whose PATH journalctl is looked for. */
  readonly env: NodeJS.ProcessEnv;
}

const SERVICE_BY_UNIT: Readonly<Record<string, ServiceName>> = {
  [SERVICE_UNITS.driver]: 'driver',
  [SERVICE_UNITS.gateway]: 'gateway',
};
/** Any user can write to the journal, under any name. journald itself adds the fields that begin with "_". */
export const ADMIN_FIELDS: Readonly<Record<string, string>> = {
  _UID: '0',
  _TRANSPORT: 'stdout',
  SYSLOG_IDENTIFIER: ADMIN_IDENTIFIER,
};
/** `LogNamespace=` of the units. */
const NAMESPACES: Readonly<Record<ServiceName, string>> = {
  driver: 'garland-driver',
  gateway: 'garland-gateway',
};
const INVALID_TIME = /parse timestamp/i;
const TIME_FORMAT_HINT = 'Examples of times:  --since today   --since -2h   --since "2026-12-24 18:00"';
const NO_JOURNAL = /no journal files were found/i;
const ACCESS_DENIED = /not seeing messages|insufficient permissions|permission denied|not permitted/i;

/**
 * The records of both services and of root. Leaving the loop ends journalctl.
 *
 * @throws {CliError} if journalctl is missing, fails, or has no permission
 */
export async function* readJournal(query: JournalQuery): AsyncGenerator<JournalEntry, void> {
  if (!canReadJournals(servicesOf(query).map((service) => NAMESPACES[service]))) throw accessDeniedError();
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

function servicesOf({ service }: JournalQuery): readonly ServiceName[] {
  return service === undefined ? ['driver', 'gateway'] : [service];
}

function journalctlArguments(query: JournalQuery): string[] {
  const { since, until, follow, newestFirst } = query;
  return [
    '--namespace=*',
    '--output=json',
    '--all',
    '--no-pager',
    ...(since === undefined ? [] : [`--since=${since}`]),
    ...(until === undefined ? [] : [`--until=${until}`]),
    ...(follow ? ['--follow'] : []),
    ...(newestFirst ? ['--reverse'] : []),
    ...servicesOf(query).map((service) => `_SYSTEMD_UNIT=${SERVICE_UNITS[service]}`),
    ...(query.service ? [] : ['+', ...Object.entries(ADMIN_FIELDS).map((field) => field.join('='))]),
  ];
}

/** @returns undefined for other lines in the journal, such as Node's own warnings */
export function parseJournalEntry(line: string): JournalEntry | undefined {
  const entry = parseObject(line);
  const source = entry && sourceOf(entry);
  const { event, ...fields } = parseObject(decodeMessage(entry?.MESSAGE)) ?? {};
  if (!source || typeof event !== 'string') return undefined;
  const atMs = Number(entry.__REALTIME_TIMESTAMP) / 1000;
  const priority = Number(entry.PRIORITY ?? 6);
  return { atMs, source, event, priority, ...(source === 'admin' && loginUidField(entry)), fields };
}

/** What a service writes is never taken for root's, also if the service runs as root. */
function sourceOf(entry: Readonly<Record<string, unknown>>): RecordSource | undefined {
  const service = SERVICE_BY_UNIT[String(entry._SYSTEMD_UNIT)];
  if (service) return service;
  return Object.entries(ADMIN_FIELDS).every(([name, value]) => entry[name] === value) ? 'admin' : undefined;
}

function loginUidField({ _AUDIT_LOGINUID: uid }: Readonly<Record<string, unknown>>): { loginUid?: number } {
  return typeof uid === 'string' && /^\d{1,10}$/.test(uid) ? { loginUid: Number(uid) } : {};
}

/** journald writes text that is not UTF-8 as an array of bytes. */
function decodeMessage(message: unknown): string {
  if (typeof message === 'string') return message;
  return Array.isArray(message) ? Buffer.from(message).toString('latin1') : '';
}

function parseObject(json: string): Readonly<Record<string, unknown>> | undefined {
  const value: unknown = tryOrUndefined(() => JSON.parse(json));
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

function journalctlError(end: number | NodeJS.ErrnoException, errorText: string): CliError {
  if (typeof end === 'object' && end.code === 'ENOENT')
    return new CliError('failed', 'journalctl is not installed on this machine.');
  if (ACCESS_DENIED.test(errorText)) return accessDeniedError();
  const why = typeof end === 'object' ? end.message : errorText.trim() || `it ended with ${end}`;
  return new CliError(
    'failed',
    `journalctl failed: ${why}`,
    ...(INVALID_TIME.test(errorText) ? [TIME_FORMAT_HINT] : []),
  );
}

/** "No matching records" would sound as if all were well. */
function noJournalError(): CliError {
  return new CliError(
    'failed',
    'No journal was found on this machine.',
    'The services write one where the Garland package is installed: run the command there.',
  );
}

function accessDeniedError(): CliError {
  return new CliError(
    'permission',
    'You do not have permission to read the journal.',
    'Run the same command with sudo, or join the group that can:  sudo usermod -aG systemd-journal $USER',
  );
}
