import { exceedsChromaticityChange, isDark, isSaturatedRed } from './chromaticity.ts';
import {
  FULL_LUMINANCE,
  fixedPointLuminance,
  MAX_DARKER_LUMINANCE,
  MIN_LUMINANCE_CHANGE,
} from './wcag-thresholds.ts';

/**
 * The transitions that can be complete at a point: one of the first two, and one of the others. Rises and falls of
 * luminance at a point always alternate, and so do the onset and end of a saturated red; each pair is a flash.
 *
 * The standard says, "a transition is the change … between adjacent peaks and valleys in a plot … against time". So its
 * speed does not matter, and a change that is too small to count is neither peak nor valley.
 */
export const LUMINANCE_RISE = 1;
export const LUMINANCE_FALL = 2;
export const RED_ONSET = 4;
const RED_END = 8;
export const GENERAL_TRANSITION: number = LUMINANCE_RISE | LUMINANCE_FALL;
export const RED_TRANSITION: number = RED_ONSET | RED_END;

/** The largest change of luminance that does not count. */
const MAX_UNCOUNTED_CHANGE: number = Math.round(MIN_LUMINANCE_CHANGE * FULL_LUMINANCE) - 1;
const DARKER_LIMIT: number = Math.round(MAX_DARKER_LUMINANCE * FULL_LUMINANCE);

/** The states of red: absent since darkness, absent, present. */
const NO_RED_SINCE_DARKNESS = 0;
const NO_RED = 1;
const SATURATED_RED = 2;

/**
 * Watches any number of points for general and red transitions. Initially all points are dark. Repeating a frame changes
 * nothing, so the frame rate does not matter.
 *
 * Peaks and valleys of red are those of R / (R + G + B), the standard's measure of redness; darkness is the least red. Any
 * two saturated reds are close in chromaticity, so a change from one to another is not a flash.
 *
 * Light is linear red, green and blue, point by point, 16 bits a channel. Integers and one long loop make it take a few
 * nanoseconds a point without allocating.
 */
export class TransitionDetector {
  /** Luminance: the lowest since the last fall and the highest that is not a rise from it; after a rise, the reverse. */
  readonly #low: Int32Array;
  readonly #high: Int32Array;
  readonly #hasRisen: Uint8Array;
  readonly #redState: Uint8Array;
  /** The reddest colour since red began, or the least red since it ended. Unused after darkness. */
  readonly #extremeColor: Uint16Array;

  constructor(pointCount: number) {
    this.#low = new Int32Array(pointCount);
    this.#high = new Int32Array(pointCount).fill(MAX_UNCOUNTED_CHANGE);
    this.#hasRisen = new Uint8Array(pointCount);
    this.#redState = new Uint8Array(pointCount).fill(NO_RED_SINCE_DARKNESS);
    this.#extremeColor = new Uint16Array(pointCount * 3);
  }

  /**
   * Takes the light of all points.
   *
   * @param completed receives the transitions that are complete now, point by point
   * @returns all of them combined: 0 if there are none
   */
  update(light: Uint16Array, completed: Uint8Array): number {
    const low = this.#low;
    const high = this.#high;
    const hasRisen = this.#hasRisen;
    const redState = this.#redState;
    let combined = 0;
    for (let point = 0, i = 0; point < completed.length; point++, i += 3) {
      const red = light[i]!;
      const green = light[i + 1]!;
      const blue = light[i + 2]!;
      const luminance = fixedPointLuminance(red, green, blue);
      let here = 0;
      if (luminance < low[point]!) {
        if (hasRisen[point] === 1) here = LUMINANCE_FALL;
        hasRisen[point] = 0;
        low[point] = luminance;
        high[point] = luminance + MAX_UNCOUNTED_CHANGE;
      } else if (luminance > high[point]!) {
        if (hasRisen[point] === 0) here = LUMINANCE_RISE;
        hasRisen[point] = 1;
        low[point] = Math.min(luminance - MAX_UNCOUNTED_CHANGE, DARKER_LIMIT);
        high[point] = luminance;
      }
      if (redState[point] !== NO_RED_SINCE_DARKNESS || isSaturatedRed(red, green, blue)) {
        here |= this.#updateRed(point, red, green, blue);
      }
      completed[point] = here;
      combined |= here;
    }
    return combined;
  }

  /** The transitions that `update` would find at a point. */
  peek(point: number, red: number, green: number, blue: number): number {
    const luminance = fixedPointLuminance(red, green, blue);
    const isRed = isSaturatedRed(red, green, blue);
    let found = 0;
    if (this.#crossesRedThreshold(point, isRed, red, green, blue)) found = isRed ? RED_ONSET : RED_END;
    if (this.#hasRisen[point] === 1) return luminance < this.#low[point]! ? found | LUMINANCE_FALL : found;
    return luminance > this.#high[point]! ? found | LUMINANCE_RISE : found;
  }

  #updateRed(point: number, red: number, green: number, blue: number): number {
    const isRed = isSaturatedRed(red, green, blue);
    const changes = this.#crossesRedThreshold(point, isRed, red, green, blue);
    if (!changes && !this.#isMoreExtreme(point, isRed, red, green, blue)) return 0;
    this.#redState[point] = isRed ? SATURATED_RED : isDark(red, green, blue) ? NO_RED_SINCE_DARKNESS : NO_RED;
    this.#extremeColor[point * 3] = red;
    this.#extremeColor[point * 3 + 1] = green;
    this.#extremeColor[point * 3 + 2] = blue;
    if (!changes) return 0;
    return isRed ? RED_ONSET : RED_END;
  }

  #crossesRedThreshold(point: number, isRed: boolean, red: number, green: number, blue: number): boolean {
    const state = this.#redState[point]!;
    if (isRed === (state === SATURATED_RED)) return false;
    if (state === NO_RED_SINCE_DARKNESS || isDark(red, green, blue)) return true;
    const r = this.#extremeColor[point * 3]!;
    const g = this.#extremeColor[point * 3 + 1]!;
    const b = this.#extremeColor[point * 3 + 2]!;
    return exceedsChromaticityChange(r, g, b, red, green, blue);
  }

  /** In the same state of red, and beyond its extreme. */
  #isMoreExtreme(point: number, isRed: boolean, red: number, green: number, blue: number): boolean {
    const state = this.#redState[point]!;
    if (state === NO_RED_SINCE_DARKNESS || isRed !== (state === SATURATED_RED)) return false;
    const r = this.#extremeColor[point * 3]!;
    const sum = r + this.#extremeColor[point * 3 + 1]! + this.#extremeColor[point * 3 + 2]!;
    const redder = red * sum - r * (red + green + blue);
    return isRed ? redder > 0 : redder < 0 || isDark(red, green, blue);
  }
}
