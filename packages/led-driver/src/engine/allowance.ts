import { FLASHES_A_SECOND, SECOND_MS } from '@garland/animations';

/** How often something may happen at each of many places: three times within any second. */
export class Allowance {
  /** When it last happened, three times for each place; and which of them is the longest ago. */
  readonly #timesMs: Float64Array;
  readonly #oldest: Uint8Array;
  /** Of those that are the longest ago at their places, the one that is the least so. */
  #latestMs: number = Number.NEGATIVE_INFINITY;

  constructor(places: number) {
    this.#timesMs = new Float64Array(places * FLASHES_A_SECOND).fill(Number.NEGATIVE_INFINITY);
    this.#oldest = new Uint8Array(places);
  }

  /** It must not happen there now. */
  isSpent(place: number, nowMs: number): boolean {
    return nowMs - this.#timesMs[place * FLASHES_A_SECOND + this.#oldest[place]!]! < SECOND_MS;
  }

  /** There may be a place where it is spent; if not, there is none. */
  isSpentSomewhere(nowMs: number): boolean {
    return nowMs - this.#latestMs < SECOND_MS;
  }

  /** It happened there now. */
  spend(place: number, nowMs: number): void {
    const first = place * FLASHES_A_SECOND;
    const oldest = this.#oldest[place]!;
    this.#timesMs[first + oldest] = nowMs;
    this.#oldest[place] = (oldest + 1) % FLASHES_A_SECOND;
    this.#latestMs = Math.max(this.#latestMs, this.#timesMs[first + this.#oldest[place]!]!);
  }
}
