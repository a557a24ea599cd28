import { UNITY } from './fixed-point.ts';

/** Longer than the period of most pictures: twinkles, pulses, a round of the tree. */
const HOLD_S = 20;
/** The relative rise a second, which is too slow to be seen. */
const RECOVERY_PER_S = 0.03;

/**
 * Smooths the power limit, which can differ for every frame, into a scale whose changes are not visible. In audio terms, a
 * compressor with an instant attack, a hold and a slow release.
 *
 * - The scale is never above the limit, so the budget always holds.
 * - It drops at once, holds for HOLD_S after the limit last applied, and then rises slowly. So a picture that fluctuates
 *   around the budget is dimmed evenly, instead of dimming every light whenever some flare up.
 * - Only a flare that is stronger than all recent ones visibly dims the other lights, in the same frame.
 * - While the picture changes on command, the scale follows the limit at once: nothing is held from the picture before.
 */
export class CurrentLimiter {
  #scale = UNITY;
  #sinceLimitedS = 0;

  /**
   * @param limit of this frame, 0 to UNITY
   * @param isImmediate the picture changes on command, or is still: follow the limit without a hold
   * @returns the scale of this frame, 0 to the limit
   */
  update(limit: number, dtS: number, isImmediate: boolean): number {
    this.#sinceLimitedS += dtS;
    if (isImmediate || limit <= this.#scale) {
      this.#scale = limit;
      this.#sinceLimitedS = 0;
    } else if (this.#sinceLimitedS > HOLD_S) {
      // A scale of 0 must be able to rise too.
      this.#scale = Math.min(limit, Math.max(1, this.#scale) * (1 + RECOVERY_PER_S * dtS));
    }
    return Math.floor(this.#scale);
  }
}
