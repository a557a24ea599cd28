import { hash } from 'node:crypto';
import type { ParsedToken } from '@garland/tokens';

/** More tokens than most trees use; each takes up to about a kilobyte. */
export const VERIFIED_TOKENS_MAX = 256;

/**
 * A least-recently-used cache of tokens with a valid signature, so that each signature is verified once. Entries cannot become
 * stale, because a signature stays valid; expiry and revocation are checked at every use.
 *
 * The key is a digest of the token, so that the cache holds no usable token.
 */
export class VerifiedTokenCache {
  readonly #tokensByDigest = new Map<string, ParsedToken>();
  readonly #capacity: number;

  constructor(capacity: number = VERIFIED_TOKENS_MAX) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#tokensByDigest.size;
  }

  static digestOf(token: string): string {
    return hash('sha256', token, 'base64url');
  }

  has(digest: string): boolean {
    return this.#tokensByDigest.has(digest);
  }

  get(digest: string): ParsedToken | undefined {
    const content = this.#tokensByDigest.get(digest);
    if (content) {
      // A Map keeps insertion order: this entry becomes the newest.
      this.#tokensByDigest.delete(digest);
      this.#tokensByDigest.set(digest, content);
    }
    return content;
  }

  add(digest: string, parsedToken: ParsedToken): void {
    this.#tokensByDigest.set(digest, parsedToken);
    const [oldest] = this.#tokensByDigest.keys();
    if (this.#tokensByDigest.size > this.#capacity && oldest !== undefined)
      this.#tokensByDigest.delete(oldest);
  }

  delete(digest: string): void {
    this.#tokensByDigest.delete(digest);
  }
}
