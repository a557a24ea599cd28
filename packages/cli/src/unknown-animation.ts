import { nearest } from '@garland/config';
import { Failure } from './failure.ts';
import { printable } from './terminal/text.ts';

/** The failure of a misspelt ID, with the one that was probably meant. */
export function unknownAnimation(id: string, ids: readonly string[]): Failure {
  const suggestion = nearest(id, ids);
  return new Failure(
    'not_found',
    `There is no animation "${printable(id)}".${suggestion ? ` Did you mean "${suggestion}"?` : ''}`,
    'See them all:  garland list',
  );
}
