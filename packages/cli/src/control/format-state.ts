import type { PlaybackState } from '@garland/protocol';
import { formatClockTime, pluralize } from '../text/format-time.ts';
import { toPrintable } from '../text/terminal-text.ts';

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

/** Calls `print` with a line for each state that differs visibly from the one before. */
export function onVisibleChange(
  print: (state: PlaybackState, line: string) => void,
): (state: PlaybackState) => void {
  let lastKey: string | undefined;
  return (state) => {
    const key = visibleStateKey(state);
    if (key !== lastKey) print(state, formatStateLine(state));
    lastKey = key;
  };
}
