import { nearest } from '@garland/config';
import type { TokenRecord } from '@garland/protocol/tokens';
import { Failure } from '../failure.ts';
import { type TokenFolder, tokenCommandFor } from './folder.ts';
import { changeRegistry } from './registry.ts';

export interface Revocation {
  readonly revoked: readonly TokenRecord[];
  readonly revokedBefore: readonly TokenRecord[];
}

/** Revokes by name or jti. To revoke what is revoked already changes nothing. */
export async function revokeTokens(
  folder: TokenFolder,
  nameOrJti: string,
  all: boolean,
): Promise<Revocation> {
  let revocation: Revocation = { revoked: [], revokedBefore: [] };
  await changeRegistry(folder, (registry) => {
    const meant = registry.tokens.filter(({ jti, sub }) => jti === nameOrJti || sub === nameOrJti);
    const valid = meant.filter((token) => token.revokedAt === undefined);
    if (meant.length === 0) throw unknown(folder, nameOrJti, registry.tokens);
    if (valid.length > 1 && !all) throw ambiguous(folder, nameOrJti, valid);
    const revokedAt = Math.floor(Date.now() / 1000);
    const revoked = valid.map((token) => ({ ...token, revokedAt }));
    revocation = { revoked, revokedBefore: meant.filter((token) => token.revokedAt !== undefined) };
    const changed = new Map(revoked.map((token) => [token.jti, token]));
    return { ...registry, tokens: registry.tokens.map((token) => changed.get(token.jti) ?? token) };
  });
  return revocation;
}

function unknown(folder: TokenFolder, nameOrJti: string, tokens: readonly TokenRecord[]): Failure {
  const suggestion = nearest(
    nameOrJti,
    tokens.map(({ sub }) => sub),
  );
  return new Failure(
    'not_found',
    `There is no token ${JSON.stringify(nameOrJti)}.${suggestion ? ` Did you mean "${suggestion}"?` : ''}`,
    `See them all:  ${tokenCommandFor(folder, 'list')}`,
  );
}

function ambiguous(folder: TokenFolder, name: string, tokens: readonly TokenRecord[]): Failure {
  return new Failure(
    'failed',
    `${tokens.length} valid tokens are called "${name}"; nothing was revoked. Name one by its jti, or take back all:`,
    ...tokens.map(
      ({ jti, iat }) =>
        `${tokenCommandFor(folder, `revoke ${jti}`)}   issued ${new Date(iat * 1000).toISOString()}`,
    ),
    tokenCommandFor(folder, `revoke ${name} --all`),
  );
}
