import type { Clock } from '../clock.ts';

/** Less than this is no jump, but a clock being put right little by little. */
const JUMP_MS = 1_000;

/**
 * The calendar's time, moving on as evenly as the monotonic clock does. A Pi has no clock that survives a power cut: it
 * may think that it is 1970 until the network tells the date, and then leap by decades, which is nobody's 45 minutes. So
 * a leap is something to be asked for, and to be told about.
 */
export class WallClock {
  readonly #clock: Clock;
  /** The calendar's time less the monotonic clock's. */
  #offsetMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#offsetMs = this.#measureOffset();
  }

  /** Whole milliseconds since 1970, as the system's calendar had it at the last `follow`. */
  nowMs(): number {
    return Math.round(this.#clock.nowMs() + this.#offsetMs);
  }

  /** Goes by the system's calendar as it is now. Returns by how many milliseconds that had jumped; mostly 0. */
  resync(): number {
    const previousOffsetMs = this.#offsetMs;
    this.#offsetMs = this.#measureOffset();
    const jumpMs = Math.round(this.#offsetMs - previousOffsetMs);
    return Math.abs(jumpMs) < JUMP_MS ? 0 : jumpMs;
  }

  #measureOffset(): number {
    return this.#clock.wallTime().valueOf() - this.#clock.nowMs();
  }
}
