import { NAME_PATTERN } from '@garland/protocol/tokens';
import type { JournalEntry } from './journal.ts';
import { HOUSE, OWN_NAMES } from './own-names.ts';

/** How something came out. `noted` is what a service says of itself. */
export type Outcome = 'done' | 'refused' | 'failed' | 'aborted' | 'noted';

/** Something that somebody did, in the words of the trail. */
export interface Happening {
  readonly atMs: number;
  /**
   * A token's name, `house` for this machine's own command line, a service's name, or `-` where nobody was recognised. In
   * quotes where the gateway wrote something else than a name that a token can be told by.
   */
  readonly who: string;
  /** The address that a request came from. */
  readonly from?: string;
  readonly what: string;
  readonly outcome: Outcome;
  /** A stable code, or a few words. */
  readonly reason?: string;
  /** As in the X-Request-Id that the client saw. */
  readonly requestId?: string;
  /** How many records like it were left out before it. */
  readonly suppressed?: number;
  /**
   * For what was played over the web, whether the two journals agree: `both` has it, or only the driver's (then the
   * gateway kept it secret), or only the gateway's (then it claims what the driver did not do, or left no record of).
   */
  readonly agreement?: 'both' | 'driver_only' | 'gateway_only';
  /** A matter of daily life, which is shown only on request. */
  readonly routine?: true;
}

type Fields = JournalEntry['fields'];
type Telling = (fields: Fields) => Pick<Happening, 'who' | 'what' | 'outcome'> & { readonly reason?: string };

const WARNING = 4;
const NOBODY = '-';

/** How each record of the two services reads. What is not named here is told by its name. */
const TELLINGS: Readonly<Record<JournalEntry['side'], Readonly<Record<string, Telling>>>> = {
  gateway: {
    request,
    request_limited: request,
    request_refused: request,
    request_malformed: refusedAs('no request'),
    connection_refused: refusedAs('connection'),
    tls_failed: refusedAs('TLS handshake'),
  },
  driver: {
    play: (fields) => ({ who: chooser(fields), what: `play ${text(fields.id)}`, outcome: 'done' }),
    brightness: (fields) => ({
      who: chooser(fields),
      what: `brightness ${text(fields.percent)} %`,
      outcome: 'done',
    }),
    refused: (fields) => ({
      who: chooser(fields),
      what: `play ${text(fields.id)}`,
      outcome: 'refused',
      reason: text(fields.reason),
    }),
    reload: (fields) => ({ who: HOUSE, what: `reload ${text(fields.changed)}`.trim(), outcome: 'done' }),
    reload_refused: ({ needRestart }) => ({
      who: HOUSE,
      what: 'reload',
      outcome: 'refused',
      reason: needRestart === undefined ? 'invalid_config' : 'restart_required',
    }),
    scene_ended: (fields) => ({
      who: 'driver',
      what: `${text(fields.id)} ended, play ${text(fields.playing)}`,
      outcome: 'noted',
      reason: text(fields.reason),
    }),
  },
};

export function happeningOf({ atMs, side, event, priority, fields }: JournalEntry): Happening {
  // What the gateway calls its record is its own choice, such as "constructor".
  const telling = Object.hasOwn(TELLINGS[side], event) ? TELLINGS[side][event] : undefined;
  const told = telling?.(fields) ?? { who: side, what: event, outcome: 'noted', ...reasonIn(fields) };
  return {
    atMs,
    ...told,
    ...textField('from', fields.from),
    ...textField('requestId', fields.requestId),
    ...(typeof fields.suppressed === 'number' && { suppressed: fields.suppressed }),
    ...(!telling && priority > WARNING && { routine: true }),
  };
}

/**
 * Played over the web: the other side has a record of it, too. The driver may have played what the client did not wait for,
 * and what the gateway had no answer to in time.
 */
export function playedOverTheWeb({ side, event, fields }: JournalEntry): boolean {
  if (side === 'driver') return event === 'play' && fields.role === 'remote';
  return event === 'request' && fields.what === 'play' && fields.outcome !== 'refused';
}

function request(fields: Fields): ReturnType<Telling> {
  const outcome = OUTCOMES.find((known) => known === fields.outcome) ?? 'failed';
  const what = [fields.what ?? 'request', fields.id].map(text).join(' ').trim();
  return { who: bearer(fields), what, outcome, ...textField('reason', fields.reason) };
}

const OUTCOMES: readonly Outcome[] = ['done', 'refused', 'failed', 'aborted'];

function refusedAs(what: string): Telling {
  return (fields) => ({ who: NOBODY, what, outcome: 'refused', ...textField('reason', fields.reason) });
}

function chooser({ role }: Fields): string {
  return role === 'local' ? HOUSE : NOBODY;
}

/** What the gateway writes is its word alone: it must not pass for the house, nor for a service. */
function bearer(fields: Fields): string {
  const who = text(fields.who);
  if (who === '') return NOBODY;
  return NAME_PATTERN.test(who) && !OWN_NAMES.has(who) ? who : JSON.stringify(who);
}

function reasonIn({ problem, detail, reason, signal }: Fields): { readonly reason?: string } {
  return textField('reason', problem ?? detail ?? reason ?? signal);
}

function textField<Name extends string>(name: Name, value: unknown): { readonly [N in Name]?: string } {
  return (text(value) === '' ? {} : { [name]: text(value) }) as { readonly [N in Name]?: string };
}

/** Lists of words, and no deeper: a record may nest as many levels as a line of the journal has room for. */
function text(value: unknown): string {
  return Array.isArray(value) ? value.map(word).join(' ') : word(value);
}

function word(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
