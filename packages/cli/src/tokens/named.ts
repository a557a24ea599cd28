import { didYouMean } from '@garland/config';
import type { TokenRecord } from '@garland/protocol/tokens';
import { Failure } from '../failure.ts';
import { type TokenFolder, tokenCommandFor } from './folder.ts';

/**
 * The tokens of that name, or the one with that ID.
 *
 * @throws {Failure} if there is none, with the nearest name
 */
export function tokensNamed(
  nameOrJti: string,
  tokens: readonly TokenRecord[],
  folder: TokenFolder,
): readonly TokenRecord[] {
  const meant = tokens.filter(({ jti, sub }) => jti === nameOrJti || sub === nameOrJti);
  if (meant.length > 0) return meant;
  const suggestion = didYouMean(
    nameOrJti,
    tokens.map(({ sub }) => sub),
  );
  throw new Failure(
    'not_found',
    `There is no token ${JSON.stringify(nameOrJti)}.${suggestion ? ` Did you mean "${suggestion}"?` : ''}`,
    `See them all:  ${tokenCommandFor(folder, 'list')}`,
  );
}

/** A line for each of several tokens of one name: what to type to mean this one. */
export function commandsFor(
  verb: string,
  tokens: readonly TokenRecord[],
  folder: TokenFolder,
): readonly string[] {
  return tokens.map(
    ({ jti, iat }) =>
      `${tokenCommandFor(folder, `${verb} ${jti}`)}   issued ${new Date(iat * 1000).toISOString()}`,
  );
}

/** The registry's list with some of its records changed. */
export function withChanged(
  tokens: readonly TokenRecord[],
  changed: readonly TokenRecord[],
): readonly TokenRecord[] {
  const byJti = new Map(changed.map((token) => [token.jti, token]));
  return tokens.map((token) => byJti.get(token.jti) ?? token);
}
