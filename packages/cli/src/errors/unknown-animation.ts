import { garlandCommandHint } from '../command-line/command-hint.ts';
import { toPrintable } from '../text/terminal-text.ts';
import { CliError, suggestionText } from './cli-error.ts';

/** The error for an ID that the driver does not know, with a suggestion. */
export function unknownAnimationOnDriver(id: string, ids: readonly string[]): CliError {
  return unknownAnimationError(id, ids, `To list all:  ${garlandCommandHint('list')}`);
}

/** The same without a driver: the hint lists all known IDs. */
export function unknownAnimationWithList(
  id: string,
  ids: readonly string[],
  ...hints: readonly string[]
): CliError {
  return unknownAnimationError(id, ids, `Available: ${ids.join(', ')}`, ...hints);
}

function unknownAnimationError(id: string, ids: readonly string[], ...hints: readonly string[]): CliError {
  return new CliError(
    'not_found',
    `Unknown animation "${toPrintable(id)}".${suggestionText(id, ids)}`,
    ...hints,
  );
}
