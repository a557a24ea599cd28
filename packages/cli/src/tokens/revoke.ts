import type { TokenRecord } from '@garland/protocol/tokens';
import { Failure } from '../failure.ts';
import { type TokenFolder, tokenCommandFor } from './folder.ts';
import { commandsFor, tokensNamed, withChanged } from './named.ts';
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
    const meant = tokensNamed(nameOrJti, registry.tokens, folder);
    const valid = meant.filter((token) => token.revokedAt === undefined);
    if (valid.length > 1 && !all) throw ambiguous(folder, nameOrJti, valid);
    const revokedAt = Math.floor(Date.now() / 1000);
    const revoked = valid.map((token) => ({ ...token, revokedAt }));
    revocation = { revoked, revokedBefore: meant.filter((token) => token.revokedAt !== undefined) };
    return { ...registry, tokens: withChanged(registry.tokens, revoked) };
  });
  return revocation;
}

function ambiguous(folder: TokenFolder, name: string, tokens: readonly TokenRecord[]): Failure {
  return new Failure(
    'failed',
    `${tokens.length} tokens that are not revoked are called "${name}"; nothing was revoked. Name one by its jti, or take back all:`,
    ...commandsFor('revoke', tokens, folder),
    tokenCommandFor(folder, `revoke ${name} --all`),
  );
}
