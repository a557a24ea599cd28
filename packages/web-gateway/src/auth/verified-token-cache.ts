import { hash } from 'node:crypto';
import type { ParsedToken } from '@garland/tokens';

/** More than most trees ever have in use, and hardly ever a kilobyte each. */
export const VERIFIED_TOKENS_MAX = 256;

/**
 * What tokens say whose signatures were found to be right, so that the elliptic curve's arithmetic is done once for each.
 * That a key has signed a text is true for ever, so nothing in here can grow stale; whether the token still counts is none
 * of its business, and asked anew at every use.
 *
 * Tokens are known by a digest, and are not kept themselves. What was not used for the longest time goes first.
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

  get(digest: string): ParsedToken | undefined {
    const content = this.#tokensByDigest.get(digest);
    if (content) {
      // A map keeps the order of insertion: this one is the youngest again.
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
