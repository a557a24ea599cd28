import { FLASH_WINDOW_MS, MAX_FLASHES_PER_SECOND } from '@garland/animations';

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
    this.#timesMs = new Float64Array(places * MAX_FLASHES_PER_SECOND).fill(spentMs);
    this.#next = new Uint8Array(places);
    this.#thirdMs = new Float64Array(places).fill(spentMs);
    this.#latestThirdMs = spentMs;
  }

  advanceTo(nowMs: number): void {
    this.#nowMs = nowMs;
  }

  /** There may be a place where it is spent; if not, there is none. */
  get isSpentSomewhere(): boolean {
    return this.#nowMs - this.#latestThirdMs < FLASH_WINDOW_MS;
  }

  /** It must not happen there now. */
  isSpent(place: number): boolean {
    return this.#nowMs - this.#thirdMs[place]! < FLASH_WINDOW_MS;
  }

  /** It happens there now. */
  spend(place: number): void {
    const next = this.#next[place]!;
    this.#timesMs[place * MAX_FLASHES_PER_SECOND + next] = this.#nowMs;
    const oldest = (next + 1) % MAX_FLASHES_PER_SECOND;
    const thirdMs = this.#timesMs[place * MAX_FLASHES_PER_SECOND + oldest]!;
    this.#next[place] = oldest;
    this.#thirdMs[place] = thirdMs;
    if (thirdMs > this.#latestThirdMs) this.#latestThirdMs = thirdMs;
  }
}
