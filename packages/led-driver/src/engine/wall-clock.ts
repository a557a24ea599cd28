import type { Clock } from '../clock.ts';

/** Smaller changes are not jumps: NTP adjusts a clock gradually. */
const JUMP_MS = 1_000;

/**
 * The system's date and time, advancing as evenly as the monotonic clock. A Pi has no battery-backed clock: it can start in
 * 1970 and jump by decades once the network is there, which must not end a scene of 45 minutes. So a jump takes effect
 * only in `resync`, which reports it.
 */
export class WallClock {
  readonly #clock: Clock;
  /** Wall-clock time minus monotonic time. */
  #offsetMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#offsetMs = this.#measureOffset();
  }

  /** Whole milliseconds since 1970, by the system's clock as of the last `resync`. */
  nowMs(): number {
    return Math.round(this.#clock.nowMs() + this.#offsetMs);
  }

  /** Adopts the system's clock as it is now. @returns by how many milliseconds it had jumped; mostly 0 */
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
