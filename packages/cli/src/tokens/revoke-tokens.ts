import { indexRegistry, isTokenValid, type TokenRecord } from '@garland/tokens';
import { findTokens, replaceRecords } from './find-tokens.ts';
import { updateRegistry } from './registry-file.ts';
import type { TokenFolder } from './token-folder.ts';

export interface Revocation {
  readonly revoked: readonly TokenRecord[];
  /** Those among them that had already expired. */
  readonly expiredBefore: readonly TokenRecord[];
  readonly revokedBefore: readonly TokenRecord[];
}

/**
 * Revokes every token with this name, or the one with this ID; without either, every token. Tokens that are already revoked do not change. Expired tokens are
 * revoked too, because they would be valid again if the Pi's clock is set back.
 */
export async function revokeTokens(folder: TokenFolder, nameOrId?: string): Promise<Revocation> {
  let revocation: Revocation = { revoked: [], expiredBefore: [], revokedBefore: [] };
  await updateRegistry(folder, (registry) => {
    const issued = indexRegistry(registry);
    const tokens = nameOrId === undefined ? registry.tokens : findTokens(nameOrId, registry.tokens, folder);
    const open = tokens.filter((token) => token.revokedAt === undefined);
    const nowS = Math.floor(Date.now() / 1000);
    const revoke = (token: TokenRecord): TokenRecord => ({ ...token, revokedAt: nowS });
    revocation = {
      revoked: open.map(revoke),
      expiredBefore: open.filter((token) => !isTokenValid(token, issued, nowS)).map(revoke),
      revokedBefore: tokens.filter((token) => token.revokedAt !== undefined),
    };
    return { ...registry, tokens: replaceRecords(registry.tokens, revocation.revoked) };
  });
  return revocation;
}
