import { FLASH_WINDOW_MS, MAX_FLASHES_PER_SECOND } from '@garland/animations';

/** Limits how often something happens in each of many areas: three times within any second. */
export class SlidingWindow {
  /** The last three times, as a ring for each area. */
  readonly #timesMs: Float64Array;
  readonly #nextIndex: Uint8Array;
  /** The oldest of the three in each area; and the latest of these over all areas. */
  readonly #oldestMs: Float64Array;
  #latestOldestMs: number;
  #nowMs = 0;

  /** @param filledMs when it was full everywhere; minus infinity for never */
  constructor(areas: number, filledMs: number) {
    this.#timesMs = new Float64Array(areas * MAX_FLASHES_PER_SECOND).fill(filledMs);
    this.#nextIndex = new Uint8Array(areas);
    this.#oldestMs = new Float64Array(areas).fill(filledMs);
    this.#latestOldestMs = filledMs;
  }

  advanceTo(nowMs: number): void {
    this.#nowMs = nowMs;
  }

  /** Whether any area could be full; if not, none is. */
  get isAnyFull(): boolean {
    return this.#nowMs - this.#latestOldestMs < FLASH_WINDOW_MS;
  }

  /** Whether it must not happen there now. */
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
