/** Fractions don't add up exactly: who waited as long as it was told must not be told to wait again. */
const WHOLE = 1 - 1e-9;

/** A rate with room for a burst. Time is handed in, so it needs no timer. */
export class TokenBucket {
  readonly #perMs: number;
  readonly #burst: number;
  #tokens: number;
  #updatedMs: number;

  constructor(perSecond: number, burst: number, nowMs: number) {
    this.#perMs = perSecond / 1000;
    this.#burst = burst;
    this.#tokens = burst;
    this.#updatedMs = nowMs;
  }

  /** Takes one token and returns 0, or takes none and returns the milliseconds until there is one. */
  take(nowMs: number): number {
    this.#tokens = Math.min(this.#burst, this.#tokens + Math.max(0, nowMs - this.#updatedMs) * this.#perMs);
    this.#updatedMs = nowMs;
    if (this.#tokens < WHOLE) return Math.ceil((WHOLE - this.#tokens) / this.#perMs);
    this.#tokens -= 1;
    return 0;
  }
}
