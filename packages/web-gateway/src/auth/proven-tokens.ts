import { hash } from 'node:crypto';
import type { TokenContent } from '@garland/protocol/tokens';

/** More than most trees ever have in use, and hardly ever a kilobyte each. */
export const PROVEN_TOKENS_MAX = 256;

/**
 * What tokens say whose signatures were found to be right, so that the elliptic curve's arithmetic is done once for each.
 * That a key has signed a text is true for ever, so nothing in here can grow stale; whether the token still counts is none
 * of its business, and asked anew at every use.
 *
 * Tokens are known by a digest, and are not kept themselves. What was not used for the longest time goes first.
 */
export class ProvenTokens {
  readonly #contents = new Map<string, TokenContent>();
  readonly #capacity: number;

  constructor(capacity: number = PROVEN_TOKENS_MAX) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#contents.size;
  }

  static digestOf(token: string): string {
    return hash('sha256', token, 'base64url');
  }

  find(digest: string): TokenContent | undefined {
    const content = this.#contents.get(digest);
    if (content) {
      // A map keeps the order of insertion: this one is the youngest again.
      this.#contents.delete(digest);
      this.#contents.set(digest, content);
    }
    return content;
  }

  add(digest: string, content: TokenContent): void {
    this.#contents.set(digest, content);
    const [oldest] = this.#contents.keys();
    if (this.#contents.size > this.#capacity && oldest !== undefined) this.#contents.delete(oldest);
  }

  remove(digest: string): void {
    this.#contents.delete(digest);
  }
}
