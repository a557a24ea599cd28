import { indexRegistry, isTokenValid, type TokenRecord } from '@garland/tokens';
import { findTokens, replaceRecords } from './find-tokens.ts';
import { updateRegistry } from './registry-file.ts';
import type { TokenFolder } from './token-folder.ts';

export interface Revocation {
  readonly revoked: readonly TokenRecord[];
  /** Those among them that were over already. */
  readonly expiredBefore: readonly TokenRecord[];
  readonly revokedBefore: readonly TokenRecord[];
}

/**
 * Revokes every token of that name, or the one with that jti. To revoke what is revoked already changes nothing.
 *
 * Also those that are over: a Pi's clock may be set back, and they would count again.
 */
export async function revokeTokens(folder: TokenFolder, nameOrJti: string): Promise<Revocation> {
  let revocation: Revocation = { revoked: [], expiredBefore: [], revokedBefore: [] };
  await updateRegistry(folder, (registry) => {
    const issued = indexRegistry(registry);
    const meant = findTokens(nameOrJti, registry.tokens, folder);
    const open = meant.filter((token) => token.revokedAt === undefined);
    const nowS = Math.floor(Date.now() / 1000);
    const revoke = (token: TokenRecord): TokenRecord => ({ ...token, revokedAt: nowS });
    revocation = {
      revoked: open.map(revoke),
      expiredBefore: open.filter((token) => !isTokenValid(token, issued, nowS)).map(revoke),
      revokedBefore: meant.filter((token) => token.revokedAt !== undefined),
    };
    return { ...registry, tokens: replaceRecords(registry.tokens, revocation.revoked) };
  });
  return revocation;
}
