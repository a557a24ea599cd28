import { UNITY } from './fixed-point.ts';

/** Longer than most pictures take to come back to the same brightness: twinkles, pulses, a round of the tree. */
const HOLD_S = 20;
/** By so much of itself each second: far too slow to be seen. */
const RECOVERY_PER_S = 0.03;

/**
 * Makes a limit that may be different for every frame into a scale that is not seen to move: a compressor with an
 * instant attack, a hold and a slow release, as sound engineers know it.
 *
 * - In no frame is the scale above the limit: that is what keeps the budget.
 * - It drops at once, stays where it is for HOLD_S after the limit was last touched, and then rises slowly. So a picture
 *   that comes and goes around the budget is dimmed evenly, instead of dimming all lights whenever some flare up.
 * - Only a flare that is stronger than any for a while is seen to dim the others, with it and in the same frame.
 * - While the picture changes on command all this is forgotten: the next one, or another brightness, has its own light.
 */
export class CurrentLimiter {
  #scale = UNITY;
  #sinceLimitedS = 0;

  /**
   * @param limit of this frame, 0 to UNITY
   * @param isImmediate the picture changes on command, or stands still: nothing to hold on to
   * @returns the scale of this frame, 0 to the limit
   */
  update(limit: number, dtS: number, isImmediate: boolean): number {
    this.#sinceLimitedS += dtS;
    if (isImmediate || limit <= this.#scale) {
      this.#scale = limit;
      this.#sinceLimitedS = 0;
    } else if (this.#sinceLimitedS > HOLD_S) {
      // From nothing, too, there is a way up.
      this.#scale = Math.min(limit, Math.max(1, this.#scale) * (1 + RECOVERY_PER_S * dtS));
    }
    return Math.floor(this.#scale);
  }
}
