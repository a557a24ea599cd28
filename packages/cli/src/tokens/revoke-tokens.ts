import { indexRegistry, isReplaced, type TokenRecord, type TokenStatus, tokenStatus } from '@garland/tokens';
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
 * Revokes every token with this name, or the one with this ID; without either, every token. Tokens that are already revoked do
 * not change. Expired tokens are revoked too, because they would be valid again if the Pi's clock is set back.
 */
export async function revokeTokens(folder: TokenFolder, nameOrId?: string): Promise<Revocation> {
  let revocation: Revocation = { revoked: [], expiredBefore: [], revokedBefore: [] };
  await updateRegistry(folder, (registry, nowS) => {
    const issued = indexRegistry(registry);
    const tokens = nameOrId === undefined ? registry.tokens : findTokens(nameOrId, registry.tokens, folder);
    const [open, revokedBefore] = [tokens.filter((token) => !isRevoked(token)), tokens.filter(isRevoked)];
    const revoke = ({ endsAt: _, ...token }: TokenRecord): TokenRecord => ({ ...token, revokedAt: nowS });
    revocation = {
      revoked: open.map(revoke),
      expiredBefore: open.filter((token) => hasEnded(tokenStatus(token, issued, nowS))).map(revoke),
      revokedBefore,
    };
    if (open.length === 0) return registry;
    return { ...registry, tokens: replaceRecords(registry.tokens, revocation.revoked) };
  });
  return revocation;
}

/** By an administrator, not because it was replaced. */
function isRevoked(token: TokenRecord): boolean {
  return token.revokedAt !== undefined && !isReplaced(token);
}

function hasEnded({ state }: TokenStatus): boolean {
  return state !== 'valid' && state !== 'not_yet_valid';
}
