import { CallError, isAnimationId, type PlaybackState } from '@garland/protocol';
import type { DriverClient } from '@garland/protocol/client';
import type { Command } from 'commander';
import type { CommandContext } from '../command-line/command-context.ts';
import { defineCommand } from '../command-line/define-command.ts';
import { expiryText } from '../control/format-state.ts';
import { withDriver } from '../control/with-driver.ts';
import { unknownAnimationOnDriver } from '../errors/unknown-animation.ts';
import { toPrintable } from '../text/terminal-text.ts';

export function playCommand(): Command {
  return defineCommand('play <id>', 'play an animation or a scene', (context, [id = '']) =>
    play(context, id),
  );
}

export function offCommand(): Command {
  return defineCommand('off', 'turn the tree off (short for "play off")', (context) => play(context, 'off'));
}

async function play(context: CommandContext, id: string): Promise<void> {
  const state = await withDriver(context.socket, (driver) => playOrSuggest(driver, id));
  const expiry = expiryText(state);
  context.printResult(
    state,
    () =>
      `Playing ${state.animation} (${toPrintable(state.title)})${expiry === undefined ? '' : ` ${expiry}`}.`,
  );
}

async function playOrSuggest(driver: DriverClient, id: string): Promise<PlaybackState> {
  try {
    if (isAnimationId(id)) return (await driver.call('Play', { id })).state;
  } catch (error) {
    if (!(error instanceof CallError && error.is('io.garland.Driver.UnknownAnimation'))) throw error;
  }
  const { entries } = await driver.call('List', {});
  throw unknownAnimationOnDriver(
    id,
    entries.map((entry) => entry.id),
  );
}
