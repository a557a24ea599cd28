/**
 * No command can make the tree flash: what was asked for last takes effect at once, but the next change not before this
 * time has passed. Three changes a second are at most one and a half pairs of opposing changes, half of what WCAG 2.3.1
 * permits, and leave the other half to the animations.
 */
export const MIN_CHANGE_INTERVAL_MS = 334;

export class Governor {
  #lastChangeMs = Number.NEGATIVE_INFINITY;

  /** Whether a change may take effect now; if so, it counts as made. */
  permit(nowMs: number): boolean {
    if (nowMs - this.#lastChangeMs < MIN_CHANGE_INTERVAL_MS) return false;
    this.#lastChangeMs = nowMs;
    return true;
  }
}
