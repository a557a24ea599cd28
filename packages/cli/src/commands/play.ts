import { nearest } from '@garland/config';
import { CallError, isAnimationId, type State } from '@garland/protocol';
import type { DriverClient } from '@garland/protocol/client';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { withDriver } from '../driver/with-driver.ts';
import { Failure } from '../failure.ts';
import { printable } from '../terminal/text.ts';
import { command } from './command.ts';

export function playCommand(): Command {
  return command('play <id>', 'show an animation', (context, [id = '']) => play(context, id));
}

export function offCommand(): Command {
  return command('off', 'make the tree dark (short for "play off")', (context) => play(context, 'off'));
}

async function play(context: Context, id: string): Promise<void> {
  const state = await withDriver(context.socket, (driver) => playOrSuggest(driver, id));
  context.answer(state, () => `Playing ${state.animation} (${printable(state.title)}).`);
}

async function playOrSuggest(driver: DriverClient, id: string): Promise<State> {
  try {
    if (isAnimationId(id)) return (await driver.call('Play', { id })).state;
  } catch (error) {
    if (!(error instanceof CallError && error.is('io.garland.Driver.UnknownAnimation'))) throw error;
  }
  const { entries } = await driver.call('List', {});
  throw unknownAnimation(
    id,
    entries.map((entry) => entry.id),
  );
}

/** The failure of a misspelt ID, with the one that was probably meant. */
export function unknownAnimation(id: string, ids: readonly string[]): Failure {
  const suggestion = nearest(id, ids);
  return new Failure(
    'not_found',
    `There is no animation "${printable(id)}".${suggestion ? ` Did you mean "${suggestion}"?` : ''}`,
    'See them all:  garland list',
  );
}
