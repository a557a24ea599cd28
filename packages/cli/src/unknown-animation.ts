import { didYouMean } from '@garland/config';
import { garlandCommand } from './command-hint.ts';
import { Failure } from './failure.ts';
import { printable } from './terminal/text.ts';

/** The failure of an ID that the driver does not know, with the one that was probably meant. */
export function unknownToDriver(id: string, ids: readonly string[]): Failure {
  return unknownAnimation(id, ids, `See them all:  ${garlandCommand('list')}`);
}

/** The same where no driver needs to be there: all that it could be is in the hint. */
export function unknownBuiltIn(id: string, ids: readonly string[], ...hints: readonly string[]): Failure {
  return unknownAnimation(id, ids, `There are: ${ids.join(', ')}`, ...hints);
}

function unknownAnimation(id: string, ids: readonly string[], ...hints: readonly string[]): Failure {
  const suggestion = didYouMean(id, ids);
  return new Failure(
    'not_found',
    `There is no animation "${printable(id)}".${suggestion ? ` Did you mean "${suggestion}"?` : ''}`,
    ...hints,
  );
}
