import { formatDay, padTwoDigits } from '../text/format-time.ts';
import { toPrintable } from '../text/terminal-text.ts';
import type { AuditEntry } from './audit-entry.ts';

/** Wide enough for most entries. A longer one shifts the rest of its line, so that records can be printed as they come. */
const COLUMN_WIDTHS = { time: 25, who: 14, from: 15, what: 24 };

export const AUDIT_HEADING: string = formatColumns('TIME', 'WHO', 'FROM', 'WHAT', 'OUTCOME');

/** One line of the table. Control characters in texts that a client chose do not reach the terminal. */
export function formatAuditLine(entry: AuditEntry): string {
  const { atMs, who, what } = entry;
  return formatColumns(
    formatTimestamp(atMs),
    toPrintable(who),
    toPrintable(originOf(entry)),
    toPrintable(what),
    formatOutcome(entry),
  );
}

/** An address, or the user who became root: with a question mark if only root's process says so. */
function originOf({ from, login, sudoUser }: AuditEntry): string {
  return from ?? login ?? (sudoUser === undefined ? '-' : `${sudoUser}?`);
}

const AGREEMENT_MARKS: Readonly<Record<NonNullable<AuditEntry['agreement']>, string>> = {
  both: '',
  driver_only: '  !! the gateway has no record of it',
  gateway_only: '  ?  the driver has no record of it',
};

function formatOutcome({ outcome, reason, tokenId, suppressed, agreement }: AuditEntry): string {
  const detail = reason ?? tokenId;
  const why = detail === undefined ? '' : ` (${toPrintable(detail)})`;
  const more = suppressed === undefined ? '' : `, and ${suppressed} similar before it`;
  return `${outcome}${why}${more}${agreement ? AGREEMENT_MARKS[agreement] : ''}`;
}

function formatColumns(time: string, who: string, from: string, what: string, outcome: string): string {
  const columns = [
    time.padEnd(COLUMN_WIDTHS.time),
    who.padEnd(COLUMN_WIDTHS.who),
    from.padEnd(COLUMN_WIDTHS.from),
  ];
  return [...columns, what.padEnd(COLUMN_WIDTHS.what), outcome].join('  ').trimEnd();
}

/** In this machine's time zone, with its offset, because others read the records and offsets change. */
function formatTimestamp(atMs: number): string {
  const time = new Date(atMs);
  const offset = -time.getTimezoneOffset();
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map(padTwoDigits);
  return `${formatDay(time)} ${time.toTimeString().slice(0, 8)}${offset < 0 ? '-' : '+'}${hours}:${minutes}`;
}
