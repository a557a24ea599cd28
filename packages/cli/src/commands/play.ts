import { CallError, isAnimationId, type PlaybackState } from '@garland/protocol';
import type { DriverClient } from '@garland/protocol/client';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { withDriver } from '../driver/with-driver.ts';
import { printable } from '../terminal/text.ts';
import { unknownToDriver } from '../unknown-animation.ts';
import { endingOf } from '../wording.ts';
import { command } from './command.ts';

export function playCommand(): Command {
  return command('play <id>', 'show an animation or a scene', (context, [id = '']) => play(context, id));
}

export function offCommand(): Command {
  return command('off', 'make the tree dark (short for "play off")', (context) => play(context, 'off'));
}

async function play(context: Context, id: string): Promise<void> {
  const state = await withDriver(context.socket, (driver) => playOrSuggest(driver, id));
  const ending = endingOf(state);
  context.answer(
    state,
    () =>
      `Playing ${state.animation} (${printable(state.title)})${ending === undefined ? '' : ` ${ending}`}.`,
  );
}

async function playOrSuggest(driver: DriverClient, id: string): Promise<PlaybackState> {
  try {
    if (isAnimationId(id)) return (await driver.call('Play', { id })).state;
  } catch (error) {
    if (!(error instanceof CallError && error.is('io.garland.Driver.UnknownAnimation'))) throw error;
  }
  const { entries } = await driver.call('List', {});
  throw unknownToDriver(
    id,
    entries.map((entry) => entry.id),
  );
}
