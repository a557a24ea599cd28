import { isAnimationId, isRequestId } from '@garland/protocol';
import { NAME_PATTERN } from '@garland/tokens';
import { findUserName, isUserName } from '../system/user-name.ts';
import { ADMIN_FORMATTERS } from './admin-formatters.ts';
import {
  checkedText,
  isAddress,
  isWord,
  optionalTextField,
  type RecordFields,
  toText,
} from './checked-text.ts';
import { LOCAL_PRINCIPAL, RESERVED_NAMES, ROOT_PRINCIPAL } from './principals.ts';
import type { JournalEntry } from './read-journal.ts';

/** The result of an action. `info` marks a service's report about itself. */
export type AuditOutcome = 'done' | 'refused' | 'failed' | 'aborted' | 'info';

/** One entry of the audit log. */
export interface AuditEntry {
  readonly atMs: number;
  /**
   * A token's name, `local` for this machine's own command line, `root` for what only root can do, a service's name, or `-` for an unknown client. In quotes
   * if the gateway wrote anything else than a possible token name.
   */
  readonly who: string;
  /** The address that a request came from. */
  readonly from?: string;
  /** Who had logged in and then became root, as the kernel knows it; not all kernels and logins do. */
  readonly login?: string;
  /** Who ran sudo, as root's process itself says. */
  readonly sudoUser?: string;
  readonly what: string;
  readonly outcome: AuditOutcome;
  /** A stable code, or a few words. */
  readonly reason?: string;
  /** The token that root created, rotated or revoked. */
  readonly tokenId?: string;
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

type EntryFormatter = (
  fields: RecordFields,
) => Pick<AuditEntry, 'who' | 'what' | 'outcome'> & { readonly reason?: string };

const WARNING_PRIORITY = 4;
const UNKNOWN_PRINCIPAL = '-';

/** How each record reads. Others are shown by their event. */
const ENTRY_FORMATTERS: Readonly<Record<JournalEntry['source'], Readonly<Record<string, EntryFormatter>>>> = {
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
  admin: ADMIN_FORMATTERS,
};

export function toAuditEntry({ atMs, source, event, priority, fields, loginUid }: JournalEntry): AuditEntry {
  // A compromised gateway can choose any name for its event, such as "constructor".
  const formatter = Object.hasOwn(ENTRY_FORMATTERS[source], event)
    ? ENTRY_FORMATTERS[source][event]
    : undefined;
  const formatted = formatter?.(fields) ?? {
    who: source === 'admin' ? ROOT_PRINCIPAL : source,
    what: checkedText(event, isWord),
    outcome: 'info',
    ...findReason(fields),
  };
  return {
    atMs,
    ...formatted,
    ...optionalTextField('from', checkedText(fields.clientAddress, isAddress)),
    ...(loginUid !== undefined && { login: findUserName(loginUid) }),
    ...(source === 'admin' && optionalTextField('sudoUser', checkedText(fields.sudoUser, isUserName))),
    ...(source === 'admin' && optionalTextField('tokenId', checkedText(fields.tokenId, isWord))),
    ...optionalTextField('requestId', checkedText(fields.requestId, isRequestId)),
    ...(typeof fields.suppressed === 'number' && { suppressed: fields.suppressed }),
    ...(!formatter && priority > WARNING_PRIORITY && { isRoutine: true }),
  };
}

/**
 * Whether this is a play over the web, of which the other service must have a record too. That includes plays that ended with
 * an error for the client: it disconnected, or the driver answered too late.
 */
export function isRemotePlay({ source, event, fields }: JournalEntry): boolean {
  if (source === 'admin') return false;
  if (source === 'driver') return event === 'play' && fields.role === 'remote';
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

function findReason({ problem, detail, reason, signal }: RecordFields): { readonly reason?: string } {
  return optionalTextField('reason', problem ?? detail ?? reason ?? signal);
}
