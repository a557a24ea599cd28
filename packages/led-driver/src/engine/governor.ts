/**
 * No command can make the tree flash: what was asked for last takes effect at once, but the next change not before this
 * time has passed. Two changes a second are one pair of opposing changes, one flash of the three that WCAG 2.3.1 permits; the
 * other two are left to what the animations do by themselves. That holds for the tree and for each eighth of it, which is
 * the part of the field of view that the standard is about; a single pixel may twinkle once more.
 */
export const MIN_CHANGE_INTERVAL_MS = 500;

export class Governor {
  #lastChangeMs = Number.NEGATIVE_INFINITY;

  /** Whether a change may take effect now; if so, it counts as made. */
  permit(nowMs: number): boolean {
    if (nowMs - this.#lastChangeMs < MIN_CHANGE_INTERVAL_MS) return false;
    this.#lastChangeMs = nowMs;
    return true;
  }
}
