import { FLASH_WINDOW_MS, MAX_FLASHES_PER_SECOND } from '@garland/animations';

/** How often something may happen at each of many places: three times within any second. */
export class SlidingWindow {
  /** When it last happened, and before that, and before that: a ring for each place. */
  readonly #timesMs: Float64Array;
  readonly #nextIndex: Uint8Array;
  /** When it happened for the third time counted from the last, at each place; and the latest of these. */
  readonly #oldestMs: Float64Array;
  #latestOldestMs: number;
  #nowMs = 0;

  /** @param spentMs when it was spent everywhere; minus infinity for never */
  constructor(places: number, spentMs: number) {
    this.#timesMs = new Float64Array(places * MAX_FLASHES_PER_SECOND).fill(spentMs);
    this.#nextIndex = new Uint8Array(places);
    this.#oldestMs = new Float64Array(places).fill(spentMs);
    this.#latestOldestMs = spentMs;
  }

  advanceTo(nowMs: number): void {
    this.#nowMs = nowMs;
  }

  /** There may be a place where it is spent; if not, there is none. */
  get isAnyFull(): boolean {
    return this.#nowMs - this.#latestOldestMs < FLASH_WINDOW_MS;
  }

  /** It must not happen there now. */
  isFull(area: number): boolean {
    return this.#nowMs - this.#oldestMs[area]! < FLASH_WINDOW_MS;
  }

  /** It happens there now. */
  record(area: number): void {
    const next = this.#nextIndex[area]!;
    this.#timesMs[area * MAX_FLASHES_PER_SECOND + next] = this.#nowMs;
    const oldest = (next + 1) % MAX_FLASHES_PER_SECOND;
    const oldestMs = this.#timesMs[area * MAX_FLASHES_PER_SECOND + oldest]!;
    this.#nextIndex[area] = oldest;
    this.#oldestMs[area] = oldestMs;
    if (oldestMs > this.#latestOldestMs) this.#latestOldestMs = oldestMs;
  }
}
