import type { PlaybackState } from '@garland/protocol';
import { toPrintable } from '../terminal/terminal-text.ts';

const CHOSEN_BY_TEXTS: { readonly [C in PlaybackState['chosenBy']]: string } = {
  remote: 'over the web (remote)',
  local: 'on this machine (local)',
  driver: 'by the driver',
};

export function chosenByText({ chosenBy }: PlaybackState): string {
  return CHOSEN_BY_TEXTS[chosenBy];
}

/** "until 22:15:00, then off", if what shows ends by itself. */
export function expiryText({ until, next }: PlaybackState): string | undefined {
  if (until === undefined) return undefined;
  return `until ${formatClockTime(until)}${next === undefined ? '' : `, then ${next}`}`;
}

/** "22:15:00 (in 44 minutes), then off", if what shows ends by itself. */
export function remainingExpiryText(nowMs: number, { until, next }: PlaybackState): string | undefined {
  if (until === undefined) return undefined;
  const left = hoursAndMinutesText(Math.max(0, Date.parse(until) - nowMs));
  return `${formatClockTime(until)} (in ${left})${next === undefined ? '' : `, then ${next}`}`;
}

/** "1 hour 30 minutes", "20 seconds": to the nearest minute, or for the last one second. */
function hoursAndMinutesText(leftMs: number): string {
  const seconds = Math.round(leftMs / 1000);
  if (seconds < 60) return pluralize(seconds, 'second');
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const parts = [pluralize(hours, 'hour'), pluralize(minutes % 60, 'minute')];
  return parts.filter((part) => !part.startsWith('0 ')).join(' ');
}

/** The state in one line, most important first, so that a narrow terminal cuts off the least. */
export function formatStateLine(state: PlaybackState): string {
  const ending = expiryText(state);
  const parts = [
    toPrintable(state.title),
    ...(ending === undefined ? [] : [ending]),
    `chosen ${chosenByText(state)} at ${formatClockTime(state.since)}`,
    formatBrightness(state),
    `${state.estimatedMa}/${state.budgetMa} mA`,
  ];
  return (state.limited ? [...parts, 'power limited'] : parts).join(' · ');
}

/** "80 %", or "20 % of 80 %" for a scene that takes less than all. */
export function formatBrightness({ brightness, sceneBrightness }: PlaybackState): string {
  return sceneBrightness === undefined ? `${brightness} %` : `${sceneBrightness} % of ${brightness} %`;
}

/** Equal for states in which a person would see no change worth a line. */
export function visibleStateKey(state: PlaybackState): string {
  const { animation, since, until, next, brightness, sceneBrightness, limited } = state;
  return `${animation} ${since} ${until} ${next} ${brightness} ${sceneBrightness} ${limited}`;
}

/** Hours and minutes of today; the date as well if it was another day. */
export function formatClockTime(rfc3339: string): string {
  const time = new Date(rfc3339);
  if (Number.isNaN(time.getTime())) return toPrintable(rfc3339);
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

/** The same of what is left, rounded to the nearest: a token that was just made for 180 days has 180 days left. */
export function formatRemaining(seconds: number): string {
  const [unit, size] = UNITS.find(([, unitSeconds]) => Math.ceil(seconds / 60) * 60 >= unitSeconds) ?? [
    'second',
    1,
  ];
  return pluralize(Math.round(seconds / size), unit);
}

function pluralize(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function padTwoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
