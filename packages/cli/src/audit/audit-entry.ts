import { isIP } from 'node:net';
import { isAnimationId, isRequestId } from '@garland/protocol';
import { NAME_PATTERN } from '@garland/tokens';
import type { JournalEntry } from './read-journal.ts';

/** The result of an action. `info` marks a service's report about itself. */
export type AuditOutcome = 'done' | 'refused' | 'failed' | 'aborted' | 'info';

/** One entry of the audit log. */
export interface AuditEntry {
  readonly atMs: number;
  /**
   * A token's name, `local` for this machine's own command line, a service's name, or `-` for an unknown client. In quotes
   * if the gateway wrote anything else than a possible token name.
   */
  readonly who: string;
  /** The address that a request came from. */
  readonly from?: string;
  readonly what: string;
  readonly outcome: AuditOutcome;
  /** A stable code, or a few words. */
  readonly reason?: string;
  /** As in the X-Request-Id that the client saw. */
  readonly requestId?: string;
  /** How many similar records were left out before this one. */
  readonly suppressed?: number;
  /**
   * For a play over the web, which journals have it: `both`, only the driver's (then the gateway concealed it), or only the
   * gateway's (then it claims a play that the driver did not do, or has no record of).
   */
  readonly agreement?: 'both' | 'driver_only' | 'gateway_only';
  /** A routine service message, shown only on request. */
  readonly isRoutine?: true;
}

type RecordFields = JournalEntry['fields'];
type EntryFormatter = (
  fields: RecordFields,
) => Pick<AuditEntry, 'who' | 'what' | 'outcome'> & { readonly reason?: string };

/** This machine's own command line. */
export const LOCAL_PRINCIPAL = 'local';

/** Names that the audit log itself uses: a token with such a name could pass for one of them. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set([LOCAL_PRINCIPAL, 'driver', 'gateway']);

const WARNING_PRIORITY = 4;
const UNKNOWN_PRINCIPAL = '-';

/** How each record of the two services reads. Other records are shown by their name. */
const ENTRY_FORMATTERS: Readonly<Record<JournalEntry['service'], Readonly<Record<string, EntryFormatter>>>> =
  {
    gateway: {
      request: formatRequest,
      request_rate_limited: formatRequest,
      request_refused: formatRequest,
      request_malformed: refusalFormatter('malformed request'),
      connection_refused: refusalFormatter('connection'),
      tls_handshake_failed: refusalFormatter('TLS handshake'),
    },
    driver: {
      play: (fields) => ({
        who: principalOfRole(fields),
        what: `play ${toText(fields.id)}`,
        outcome: 'done',
      }),
      brightness_set: (fields) => ({
        who: principalOfRole(fields),
        what: `brightness ${toText(fields.percent)} %`,
        outcome: 'done',
      }),
      play_rejected: (fields) => ({
        who: principalOfRole(fields),
        what: `play ${toText(fields.id)}`,
        outcome: 'refused',
        reason: toText(fields.reason),
      }),
      config_reloaded: (fields) => ({
        who: LOCAL_PRINCIPAL,
        what: `reload ${toText(fields.changed)}`.trim(),
        outcome: 'done',
      }),
      config_reload_rejected: ({ restartRequired }) => ({
        who: LOCAL_PRINCIPAL,
        what: 'reload',
        outcome: 'refused',
        reason: restartRequired === undefined ? 'invalid_config' : 'restart_required',
      }),
      scene_expired: (fields) => ({
        who: 'driver',
        what: `${toText(fields.id)} ended, play ${toText(fields.next)}`,
        outcome: 'info',
        reason: toText(fields.reason),
      }),
    },
  };

export function toAuditEntry({ atMs, service, event, priority, fields }: JournalEntry): AuditEntry {
  // A compromised gateway can choose any name for its event, such as "constructor".
  const formatter = Object.hasOwn(ENTRY_FORMATTERS[service], event)
    ? ENTRY_FORMATTERS[service][event]
    : undefined;
  const formatted = formatter?.(fields) ?? {
    who: service,
    what: checkedText(event, isWord),
    outcome: 'info',
    ...findReason(fields),
  };
  return {
    atMs,
    ...formatted,
    ...optionalTextField('from', checkedText(fields.clientAddress, isAddress)),
    ...optionalTextField('requestId', checkedText(fields.requestId, isRequestId)),
    ...(typeof fields.suppressed === 'number' && { suppressed: fields.suppressed }),
    ...(!formatter && priority > WARNING_PRIORITY && { isRoutine: true }),
  };
}

/**
 * Whether this is a play over the web, of which the other service must have a record too. That includes plays that ended with
 * an error for the client: it disconnected, or the driver answered too late.
 */
export function isRemotePlay({ service, event, fields }: JournalEntry): boolean {
  if (service === 'driver') return event === 'play' && fields.role === 'remote';
  return event === 'request' && fields.action === 'play' && fields.outcome !== 'refused';
}

function formatRequest(fields: RecordFields): ReturnType<EntryFormatter> {
  const outcome = AUDIT_OUTCOMES.find((known) => known === fields.outcome) ?? 'failed';
  const action = checkedText(fields.action, isWord) || 'request';
  const what = `${action} ${checkedText(fields.animation, isAnimationId)}`.trim();
  const reason = checkedText(fields.reason, isWord);
  return { who: principalOfToken(fields), what, outcome, ...optionalTextField('reason', reason) };
}

const AUDIT_OUTCOMES: readonly AuditOutcome[] = ['done', 'refused', 'failed', 'aborted'];

function refusalFormatter(what: string): EntryFormatter {
  return (fields) => ({
    who: UNKNOWN_PRINCIPAL,
    what,
    outcome: 'refused',
    ...optionalTextField('reason', checkedText(fields.reason, isWord)),
  });
}

function principalOfRole({ role }: RecordFields): string {
  return role === 'local' ? LOCAL_PRINCIPAL : UNKNOWN_PRINCIPAL;
}

/** A compromised gateway can write any name: it must not pass for the local command line or for a service. */
function principalOfToken(fields: RecordFields): string {
  const isName = (who: string): boolean => NAME_PATTERN.test(who) && !RESERVED_NAMES.has(who);
  return checkedText(fields.subject, isName) || UNKNOWN_PRINCIPAL;
}

/** A compromised gateway can write any text, even one that looks like whole columns: one of another form is quoted. */
function checkedText(value: unknown, isValid: (text: string) => boolean): string {
  const text = toText(value);
  return text === '' || isValid(text) ? text : JSON.stringify(text);
}

function isAddress(text: string): boolean {
  return isIP(text) > 0;
}

function isWord(text: string): boolean {
  return /^[\w-]{1,64}$/.test(text);
}

function findReason({ problem, detail, reason, signal }: RecordFields): { readonly reason?: string } {
  return optionalTextField('reason', problem ?? detail ?? reason ?? signal);
}

function optionalTextField<Name extends string>(
  name: Name,
  value: unknown,
): { readonly [N in Name]?: string } {
  return (toText(value) === '' ? {} : { [name]: toText(value) }) as { readonly [N in Name]?: string };
}

/** Words and lists of words only: a record of an attacker could be nested very deeply. */
function toText(value: unknown): string {
  return Array.isArray(value) ? value.map(toWord).join(' ') : toWord(value);
}

function toWord(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
