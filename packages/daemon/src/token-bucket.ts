/** Allows for rounding: a caller that waited as long as `take` said must then get a token. */
const ONE_TOKEN = 1 - 1e-9;

/** A rate limit with room for a burst. The caller passes the time, so it needs no timer. */
export class TokenBucket {
  readonly #tokensPerMs: number;
  readonly #burst: number;
  #tokens: number;
  #updatedMs: number;

  constructor(perSecond: number, burst: number, nowMs: number) {
    this.#tokensPerMs = perSecond / 1000;
    this.#burst = burst;
    this.#tokens = burst;
    this.#updatedMs = nowMs;
  }

  /** Takes a token and returns 0, or returns the milliseconds until there is one. */
  take(nowMs: number): number {
    this.#tokens = Math.min(
      this.#burst,
      this.#tokens + Math.max(0, nowMs - this.#updatedMs) * this.#tokensPerMs,
    );
    this.#updatedMs = nowMs;
    if (this.#tokens < ONE_TOKEN) return Math.ceil((ONE_TOKEN - this.#tokens) / this.#tokensPerMs);
    this.#tokens -= 1;
    return 0;
  }
}
