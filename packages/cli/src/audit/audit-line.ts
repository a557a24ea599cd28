import { printable } from '../terminal/text.ts';
import { calendarDay } from '../wording.ts';
import type { Happening } from './happening.ts';

/** Wide enough for most; what is longer pushes the rest of its line to the right, so that a stream needs no look ahead. */
const WIDTHS = { time: 19, who: 14, from: 15, what: 24 };

export const HEADING: string = line('TIME', 'WHO', 'FROM', 'WHAT', 'OUTCOME');

/** One line of the table. Everything that anybody could have chosen is made harmless for the terminal. */
export function auditLine(happening: Happening): string {
  const { atMs, who, from = '-', what } = happening;
  return line(timeOf(atMs), printable(who), printable(from), printable(what), outcomeOf(happening));
}

const AGREEMENT: Readonly<Record<NonNullable<Happening['agreement']>, string>> = {
  both: '',
  driver_only: '  !! the gateway has no record of it',
  gateway_only: '  ?  the driver has no record of it',
};

function outcomeOf({ outcome, reason, suppressed, agreement }: Happening): string {
  const why = reason === undefined ? '' : ` (${printable(reason)})`;
  const more = suppressed === undefined ? '' : `, and ${suppressed} like it before`;
  return `${outcome}${why}${more}${agreement ? AGREEMENT[agreement] : ''}`;
}

function line(time: string, who: string, from: string, what: string, outcome: string): string {
  const columns = [time.padEnd(WIDTHS.time), who.padEnd(WIDTHS.who), from.padEnd(WIDTHS.from)];
  return [...columns, what.padEnd(WIDTHS.what), outcome].join('  ').trimEnd();
}

function timeOf(atMs: number): string {
  const time = new Date(atMs);
  return `${calendarDay(time)} ${time.toTimeString().slice(0, 8)}`;
}
