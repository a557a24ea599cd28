import { toPrintable } from './terminal-text.ts';

/** The time of day, with the date if it is not today. @param when RFC 3339, or milliseconds since 1970 */
export function formatClockTime(when: string | number): string {
  const time = new Date(when);
  if (Number.isNaN(time.getTime())) return toPrintable(String(when));
  const clock = `${padTwoDigits(time.getHours())}:${padTwoDigits(time.getMinutes())}:${padTwoDigits(time.getSeconds())}`;
  return time.toDateString() === new Date().toDateString() ? clock : `${formatDay(time)} ${clock}`;
}

export function formatDay(time: Date): string {
  return `${time.getFullYear()}-${padTwoDigits(time.getMonth() + 1)}-${padTwoDigits(time.getDate())}`;
}

const UNITS = [
  ['year', 365 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** "3 days", "1 minute": one unit, rounded down. */
export function formatDuration(seconds: number): string {
  const [unit, size] = UNITS.find(([, unitSeconds]) => seconds >= unitSeconds) ?? ['second', 1];
  return pluralize(Math.floor(seconds / size), unit);
}

/** The same, rounded to the nearest unit: a token just created for 180 days has 180 days left. */
export function formatRemaining(seconds: number): string {
  const [unit, size] = UNITS.find(([, unitSeconds]) => Math.ceil(seconds / 60) * 60 >= unitSeconds) ?? [
    'second',
    1,
  ];
  return pluralize(Math.round(seconds / size), unit);
}

export function pluralize(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

export function padTwoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
