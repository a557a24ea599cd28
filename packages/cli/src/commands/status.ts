import type { PlaybackState } from '@garland/protocol';
import type { Command } from 'commander';
import { defineCommand } from '../command-line/define-command.ts';
import { chosenByText, formatBrightness, remainingExpiryText } from '../control/format-state.ts';
import { withDriver } from '../control/with-driver.ts';
import { formatClockTime, formatDuration } from '../text/format-time.ts';
import { alignColumns, toPrintable } from '../text/terminal-text.ts';

export function statusCommand(): Command {
  return defineCommand(
    'status',
    'show what is playing, since when, until when, and who chose it',
    async (context) => {
      const { state } = await withDriver(context.socket, (driver) => driver.call('Status', {}));
      context.printResult(state, () =>
        [context.style.bold(`${toPrintable(state.title)} (${state.animation})`), ...statusLines(state)].join(
          '\n',
        ),
      );
    },
  );
}

function statusLines(state: PlaybackState): string[] {
  const nowMs = Date.now();
  const seconds = Math.max(0, (nowMs - Date.parse(state.since)) / 1000);
  const expiry = remainingExpiryText(nowMs, state);
  return alignColumns([
    ['  since', `${formatClockTime(state.since)} (${formatDuration(seconds)} ago)`],
    ...(expiry === undefined ? [] : [['  until', expiry]]),
    ['  chosen', chosenByText(state)],
    ['  brightness', formatBrightness(state)],
    [
      '  current',
      `about ${state.estimatedMa} of ${state.budgetMa} mA${state.limited ? '; dimmed to stay within it' : ''}`,
    ],
    ['  strip', `${state.pixels} pixels, ${state.framesPerSecond} frames a second, ${state.output}`],
  ]);
}
