import { didYouMean } from '@garland/toml';
import { garlandCommandHint } from '../command-line/command-hint.ts';
import { toPrintable } from '../terminal/terminal-text.ts';
import { CliError } from './cli-error.ts';

/** The failure of an ID that the driver does not know, with the one that was probably meant. */
export function unknownAnimationOnDriver(id: string, ids: readonly string[]): CliError {
  return unknownAnimationError(id, ids, `See them all:  ${garlandCommandHint('list')}`);
}

/** The same where no driver needs to be there: all that it could be is in the hint. */
export function unknownAnimationWithList(
  id: string,
  ids: readonly string[],
  ...hints: readonly string[]
): CliError {
  return unknownAnimationError(id, ids, `There are: ${ids.join(', ')}`, ...hints);
}

function unknownAnimationError(id: string, ids: readonly string[], ...hints: readonly string[]): CliError {
  const suggestion = didYouMean(id, ids);
  return new CliError(
    'not_found',
    `There is no animation "${toPrintable(id)}".${suggestion ? ` Did you mean "${suggestion}"?` : ''}`,
    ...hints,
  );
}
