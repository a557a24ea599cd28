import type { PlaybackState } from '@garland/protocol';
import type { Command } from 'commander';
import { withDriver } from '../driver/with-driver.ts';
import { columnsOf, printable } from '../terminal/text.ts';
import { brightnessText, chooserOf, clockTime, durationText, endingFrom } from '../wording.ts';
import { command } from './command.ts';

export function statusCommand(): Command {
  return command(
    'status',
    'what the tree shows, since when, until when, and who chose it',
    async (context) => {
      const { state } = await withDriver(context.socket, (driver) => driver.call('Status', {}));
      context.answer(state, () =>
        [context.style.strong(`${printable(state.title)} (${state.animation})`), ...statusLines(state)].join(
          '\n',
        ),
      );
    },
  );
}

function statusLines(state: PlaybackState): string[] {
  const nowMs = Date.now();
  const seconds = Math.max(0, (nowMs - Date.parse(state.since)) / 1000);
  const ending = endingFrom(nowMs, state);
  return columnsOf([
    ['  since', `${clockTime(state.since)} (${durationText(seconds)} ago)`],
    ...(ending === undefined ? [] : [['  until', ending]]),
    ['  chosen', chooserOf(state)],
    ['  brightness', brightnessText(state)],
    [
      '  current',
      `about ${state.estimatedMa} of ${state.budgetMa} mA${state.limited ? '; dimmed to stay within it' : ''}`,
    ],
    ['  strip', `${state.pixels} pixels, ${state.framesPerSecond} frames a second, ${state.output}`],
  ]);
}
