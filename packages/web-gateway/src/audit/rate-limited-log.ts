import { TokenBucket } from '@garland/daemon';

/**
 * A token bucket that counts what it lets fall. journald drops lines over a rate of its own; better that we drop first,
 * and say how many.
 */
export class RateLimitedLog {
  readonly #bucket: TokenBucket;
  #suppressed = 0;

  constructor(perSecond: number, burst: number, nowMs: number) {
    this.#bucket = new TokenBucket(perSecond, burst, nowMs);
  }

  /** True: write this one. False: leave it out; it is counted. */
  admit(nowMs: number): boolean {
    const admitted = this.#bucket.take(nowMs) === 0;
    if (!admitted) this.#suppressed++;
    return admitted;
  }

  /** How many were left out since this was last asked. */
  takeSuppressed(): number {
    const count = this.#suppressed;
    this.#suppressed = 0;
    return count;
  }
}
