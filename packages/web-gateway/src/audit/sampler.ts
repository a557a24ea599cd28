/**
 * A token bucket that counts what it lets fall. journald drops lines over a rate of its own; better that we drop first,
 * and say how many.
 */
export class Sampler {
  readonly #perSecond: number;
  readonly #burst: number;
  #level: number;
  #filledAtMs: number;
  #suppressed = 0;

  constructor(perSecond: number, burst: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#level = burst;
    this.#filledAtMs = nowMs;
  }

  /** True: write this one. False: leave it out; it is counted. */
  admit(nowMs: number): boolean {
    const elapsedMs = Math.max(0, nowMs - this.#filledAtMs);
    this.#level = Math.min(this.#burst, this.#level + (elapsedMs / 1000) * this.#perSecond);
    this.#filledAtMs = nowMs;
    if (this.#level < 1) {
      this.#suppressed++;
      return false;
    }
    this.#level--;
    return true;
  }

  /** How many were left out since this was last asked. */
  takeSuppressed(): number {
    const count = this.#suppressed;
    this.#suppressed = 0;
    return count;
  }
}
