import { FLASHES_A_SECOND, SECOND_MS } from '@garland/animations';

/** How often something may happen at each of many places: three times within any second. */
export class Allowance {
  /** When it last happened, and before that, and before that: a ring for each place. */
  readonly #timesMs: Float64Array;
  readonly #next: Uint8Array;
  /** When it happened for the third time counted from the last, at each place; and the latest of these. */
  readonly #thirdMs: Float64Array;
  #latestThirdMs: number;
  #nowMs = 0;

  /** @param spentMs when it was spent everywhere; minus infinity for never */
  constructor(places: number, spentMs: number) {
    this.#timesMs = new Float64Array(places * FLASHES_A_SECOND).fill(spentMs);
    this.#next = new Uint8Array(places);
    this.#thirdMs = new Float64Array(places).fill(spentMs);
    this.#latestThirdMs = spentMs;
  }

  advanceTo(nowMs: number): void {
    this.#nowMs = nowMs;
  }

  /** There may be a place where it is spent; if not, there is none. */
  get isSpentSomewhere(): boolean {
    return this.#nowMs - this.#latestThirdMs < SECOND_MS;
  }

  /** It must not happen there now. */
  isSpent(place: number): boolean {
    return this.#nowMs - this.#thirdMs[place]! < SECOND_MS;
  }

  /** It happens there now. */
  spend(place: number): void {
    const next = this.#next[place]!;
    this.#timesMs[place * FLASHES_A_SECOND + next] = this.#nowMs;
    const oldest = (next + 1) % FLASHES_A_SECOND;
    const thirdMs = this.#timesMs[place * FLASHES_A_SECOND + oldest]!;
    this.#next[place] = oldest;
    this.#thirdMs[place] = thirdMs;
    if (thirdMs > this.#latestThirdMs) this.#latestThirdMs = thirdMs;
  }
}
