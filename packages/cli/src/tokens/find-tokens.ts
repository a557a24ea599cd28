import type { TokenRecord } from '@garland/tokens';
import { didYouMean } from '@garland/toml';
import { CliError } from '../errors/cli-error.ts';
import { type TokenFolder, tokenCommandHint } from './token-folder.ts';

/**
 * The tokens of that name, or the one with that ID.
 *
 * @throws {CliError} if there is none, with the nearest name
 */
export function findTokens(
  nameOrJti: string,
  tokens: readonly TokenRecord[],
  folder: TokenFolder,
): readonly TokenRecord[] {
  const matching = tokens.filter(({ jti, sub }) => jti === nameOrJti || sub === nameOrJti);
  if (matching.length > 0) return matching;
  const suggestion = didYouMean(
    nameOrJti,
    tokens.map(({ sub }) => sub),
  );
  throw new CliError(
    'not_found',
    `There is no token ${JSON.stringify(nameOrJti)}.${suggestion ? ` Did you mean "${suggestion}"?` : ''}`,
    `See them all:  ${tokenCommandHint(folder, 'list')}`,
  );
}

/** A line for each of several tokens of one name: what to type to mean this one. */
export function commandHintPerToken(
  verb: string,
  tokens: readonly TokenRecord[],
  folder: TokenFolder,
): readonly string[] {
  return tokens.map(
    ({ jti, iat }) =>
      `${tokenCommandHint(folder, `${verb} ${jti}`)}   issued ${new Date(iat * 1000).toISOString()}`,
  );
}

/** The registry's list with some of its records changed. */
export function replaceRecords(
  tokens: readonly TokenRecord[],
  changed: readonly TokenRecord[],
): readonly TokenRecord[] {
  const byJti = new Map(changed.map((token) => [token.jti, token]));
  return tokens.map((token) => byJti.get(token.jti) ?? token);
}
