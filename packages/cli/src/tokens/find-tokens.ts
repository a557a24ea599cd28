import { type TokenIndex, type TokenRecord, type TokenState, tokenStatus } from '@garland/tokens';
import { CliError, suggestionText } from '../errors/cli-error.ts';
import { type TokenFolder, tokenCommandHint } from './token-folder.ts';

/**
 * The tokens with this name, or the one with this ID.
 *
 * @throws {CliError} if there is none, with a suggestion
 */
export function findTokens(
  nameOrId: string,
  tokens: readonly TokenRecord[],
  folder: TokenFolder,
): readonly TokenRecord[] {
  const matching = tokens.filter(({ jti, sub }) => jti === nameOrId || sub === nameOrId);
  if (matching.length > 0) return matching;
  const names = tokens.map(({ sub }) => sub);
  throw new CliError(
    'not_found',
    `Unknown token ${JSON.stringify(nameOrId)}.${suggestionText(nameOrId, names)}`,
    `To list all:  ${tokenCommandHint(folder, 'list')}`,
  );
}

/** After a key was retired without overlap, its tokens can still be rotated. */
const ROTATABLE_STATES: readonly TokenState[] = ['valid', 'key_retired'];

/** Whether it can be replaced: it is not being replaced already. */
export function isRotatable(token: TokenRecord, issued: TokenIndex, nowS: number): boolean {
  return token.endsAt === undefined && ROTATABLE_STATES.includes(tokenStatus(token, issued, nowS).state);
}

/** The name of a token if it alone can be rotated by it, and otherwise its ID. */
export function rotationReference({ sub, jti }: TokenRecord, issued: TokenIndex, nowS: number): string {
  const others = [...issued.records.values()].filter((other) => other.sub === sub && other.jti !== jti);
  return others.some((other) => isRotatable(other, issued, nowS)) ? jti : sub;
}

/** For several tokens of one name, the command for each of them. */
export function commandHintPerToken(
  verb: string,
  tokens: readonly TokenRecord[],
  folder: TokenFolder,
): readonly string[] {
  return tokens.map(
    ({ jti, iat }) =>
      `${tokenCommandHint(folder, `${verb} ${jti}`)}   # issued ${new Date(iat * 1000).toISOString()}`,
  );
}

/** The list with the changed records in place of the old ones. */
export function replaceRecords(
  tokens: readonly TokenRecord[],
  changed: readonly TokenRecord[],
): readonly TokenRecord[] {
  const byJti = new Map(changed.map((token) => [token.jti, token]));
  return tokens.map((token) => byJti.get(token.jti) ?? token);
}
