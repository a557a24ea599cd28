import { hash } from 'node:crypto';
import type { ParsedToken } from '@garland/tokens';
import { LruMap } from '../lru-map.ts';

/** More tokens than most trees use; each takes up to about a kilobyte. */
export const VERIFIED_TOKENS_MAX = 256;

/**
 * A cache of tokens with a valid signature, so that each signature is verified once. Entries cannot become
 * stale, because a signature stays valid; expiry and revocation are checked at every use.
 *
 * The key is a digest of the token, so that the cache holds no usable token.
 */
export class VerifiedTokenCache extends LruMap<string, ParsedToken> {
  constructor(capacity: number = VERIFIED_TOKENS_MAX) {
    super(capacity);
  }

  static digestOf(token: string): string {
    return hash('sha256', token, 'base64url');
  }
}
