import { TokenBucket } from '@garland/daemon';

/**
 * A token bucket that counts what it drops. journald has a rate limit of its own, but does not say which events it dropped.
 */
export class RateLimitedLog {
  readonly #bucket: TokenBucket;
  #suppressed = 0;

  constructor(perSecond: number, burst: number, nowMs: number) {
    this.#bucket = new TokenBucket(perSecond, burst, nowMs);
  }

  /** False: leave the record out; it is counted. */
  admit(nowMs: number): boolean {
    const admitted = this.#bucket.take(nowMs) === 0;
    if (!admitted) this.#suppressed++;
    return admitted;
  }

  /** How many were left out since the last call. */
  takeSuppressed(): number {
    const count = this.#suppressed;
    this.#suppressed = 0;
    return count;
  }
}
