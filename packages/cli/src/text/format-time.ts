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

/** "until 22:15:00, then off", if what is playing expires. */
export function expiryText({ until, next }: PlaybackState): string | undefined {
  if (until === undefined) return undefined;
  return `until ${formatClockTime(until)}${next === undefined ? '' : `, then ${next}`}`;
}

/** "22:15:00 (in 44 minutes), then off", if what is playing expires. */
export function remainingExpiryText(nowMs: number, { until, next }: PlaybackState): string | undefined {
  if (until === undefined) return undefined;
  const left = hoursAndMinutesText(Math.max(0, Date.parse(until) - nowMs));
  return `${formatClockTime(until)} (in ${left})${next === undefined ? '' : `, then ${next}`}`;
}

/** "1 hour 30 minutes", "20 seconds": rounded to the minute, or below one minute to the second. */
function hoursAndMinutesText(leftMs: number): string {
  const seconds = Math.round(leftMs / 1000);
  if (seconds < 60) return pluralize(seconds, 'second');
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const parts = [pluralize(hours, 'hour'), pluralize(minutes % 60, 'minute')];
  return parts.filter((part) => !part.startsWith('0 ')).join(' ');
}

/** The state in one line, the most important first, in case a narrow terminal truncates it. */
export function formatStateLine(state: PlaybackState): string {
  const expiry = expiryText(state);
  const parts = [
    toPrintable(state.title),
    ...(expiry === undefined ? [] : [expiry]),
    `chosen ${chosenByText(state)} at ${formatClockTime(state.since)}`,
    formatBrightness(state),
    `${state.estimatedMa}/${state.budgetMa} mA`,
  ];
  return (state.limited ? [...parts, 'power limited'] : parts).join(' · ');
}

/** "80 %", or "20 % of 80 %" for a scene that is dimmed itself. */
export function formatBrightness({ brightness, sceneBrightness }: PlaybackState): string {
  return sceneBrightness === undefined ? `${brightness} %` : `${sceneBrightness} % of ${brightness} %`;
}

/** Equal for states without a difference worth a new line. */
export function visibleStateKey(state: PlaybackState): string {
  const { animation, since, until, next, brightness, sceneBrightness, limited } = state;
  return `${animation} ${since} ${until} ${next} ${brightness} ${sceneBrightness} ${limited}`;
}

/** The time of day, with the date if it is not today. */
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

function padTwoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
