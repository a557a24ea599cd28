/**
 * The shortest time between two changes. Two changes a second are one pair of opposing changes: one flash of
 * the three that WCAG 2.3.1 permits. The other two are left for the animations themselves, so commands in any rhythm leave
 * the flash guard little to do.
 */
export const MIN_CHANGE_INTERVAL_MS = 500;

export class ChangeThrottle {
  #lastChangeMs: number;

  /** @param startMs no change before this */
  constructor(startMs: number = Number.NEGATIVE_INFINITY) {
    this.#lastChangeMs = startMs - MIN_CHANGE_INTERVAL_MS;
  }

  /** @returns whether a change can take effect now; if so, it counts as made */
  tryAcquire(nowMs: number): boolean {
    if (nowMs - this.#lastChangeMs < MIN_CHANGE_INTERVAL_MS) return false;
    this.#lastChangeMs = nowMs;
    return true;
  }
}
