import type { State } from '@garland/protocol';
import { printable } from './terminal/text.ts';

const CHOOSERS: { readonly [C in State['chosenBy']]: string } = {
  remote: 'over the web (remote)',
  local: 'on this machine (local)',
  driver: 'by the driver',
};

export function chooserOf({ chosenBy }: State): string {
  return CHOOSERS[chosenBy];
}

/** The state in one line, most important first, so that a narrow terminal cuts off the least. */
export function stateLine(state: State): string {
  const parts = [
    printable(state.title),
    `chosen ${chooserOf(state)} at ${clockTime(state.since)}`,
    `${state.brightness} %`,
    `${state.estimatedMa}/${state.budgetMa} mA`,
  ];
  return (state.limited ? [...parts, 'power limited'] : parts).join(' · ');
}

/** Equal for states in which a person would see no change worth a line. */
export function changeKey({ animation, since, brightness, limited }: State): string {
  return `${animation} ${since} ${brightness} ${limited}`;
}

/** Hours and minutes of today; the date as well if it was another day. */
export function clockTime(rfc3339: string): string {
  const time = new Date(rfc3339);
  if (Number.isNaN(time.getTime())) return printable(rfc3339);
  const clock = `${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())}`;
  return time.toDateString() === new Date().toDateString() ? clock : `${calendarDay(time)} ${clock}`;
}

export function calendarDay(time: Date): string {
  return `${time.getFullYear()}-${pad(time.getMonth() + 1)}-${pad(time.getDate())}`;
}

const UNITS = [
  ['year', 365 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** "3 days", "1 minute": one unit, rounded down. */
export function durationText(seconds: number): string {
  const [unit, size] = UNITS.find(([, unitSeconds]) => seconds >= unitSeconds) ?? ['second', 1];
  return counted(Math.floor(seconds / size), unit);
}

/** The same of what is left, rounded to the nearest: a token that was just made for 180 days has 180 days left. */
export function remainingText(seconds: number): string {
  const [unit, size] = UNITS.find(([, unitSeconds]) => Math.ceil(seconds / 60) * 60 >= unitSeconds) ?? [
    'second',
    1,
  ];
  return counted(Math.round(seconds / size), unit);
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
