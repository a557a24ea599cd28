import { exceedsChromaticityChange, isDark, isSaturatedRed } from './chromaticity.ts';
import {
  FULL_LUMINANCE,
  fixedPointLuminance,
  MAX_DARKER_LUMINANCE,
  MIN_LUMINANCE_CHANGE,
} from './wcag-thresholds.ts';

/**
 * What may be complete at a place: one of the first two, and one of the others. A place's rises and falls of luminance
 * always alternate, and so do the coming and going of a saturated red; each pair is a flash.
 *
 * As the standard has it, "a transition is the change … between adjacent peaks and valleys in a plot … against time". So
 * it may jump or creep, and what is too small to count is neither peak nor valley.
 */
export const LUMINANCE_RISE = 1;
export const LUMINANCE_FALL = 2;
export const RED_ONSET = 4;
const RED_END = 8;
export const GENERAL_TRANSITION: number = LUMINANCE_RISE | LUMINANCE_FALL;
export const RED_TRANSITION: number = RED_ONSET | RED_END;

/** The largest change of luminance that does not count yet. */
const MAX_UNCOUNTED_CHANGE: number = Math.round(MIN_LUMINANCE_CHANGE * FULL_LUMINANCE) - 1;
const DARKER_LIMIT: number = Math.round(MAX_DARKER_LUMINANCE * FULL_LUMINANCE);

/** Where red is: away, and it was dark meanwhile; away; there. */
const NO_RED_SINCE_DARKNESS = 0;
const NO_RED = 1;
const SATURATED_RED = 2;

/**
 * Watches any number of places for transitions, general and red. Before the first look all of them are dark. To see again
 * what was seen last changes nothing, so it does not matter how often one looks.
 *
 * Peaks and valleys of red are those of R / (R + G + B), the standard's own measure of redness, and dark is less red than
 * all else. Any two saturated reds are close in chromaticity, so nothing flashes from one to another.
 *
 * Light is linear red, green and blue, place after place, 16 bits a channel. All numbers are whole, and the loop is one
 * long function: so it takes a few nanoseconds a place, and nothing is allocated.
 */
export class TransitionDetector {
  /** Luminance: the lowest since the last fall and the most that is no rise from there; or, since a rise, the reverse. */
  readonly #low: Int32Array;
  readonly #high: Int32Array;
  readonly #hasRisen: Uint8Array;
  readonly #redState: Uint8Array;
  /** The reddest light since red came, or the least red since it went. Says nothing after darkness. */
  readonly #extremeColor: Uint16Array;

  constructor(places: number) {
    this.#low = new Int32Array(places);
    this.#high = new Int32Array(places).fill(MAX_UNCOUNTED_CHANGE);
    this.#hasRisen = new Uint8Array(places);
    this.#redState = new Uint8Array(places).fill(NO_RED_SINCE_DARKNESS);
    this.#extremeColor = new Uint16Array(places * 3);
  }

  /**
   * Looks at all places.
   *
   * @param found receives what is complete now, place by place
   * @returns all of it together: 0 if there is nothing
   */
  update(light: Uint16Array, found: Uint8Array): number {
    const low = this.#low;
    const high = this.#high;
    const rose = this.#hasRisen;
    const phase = this.#redState;
    let together = 0;
    for (let place = 0, i = 0; place < found.length; place++, i += 3) {
      const red = light[i]!;
      const green = light[i + 1]!;
      const blue = light[i + 2]!;
      const luminance = fixedPointLuminance(red, green, blue);
      let here = 0;
      if (luminance < low[place]!) {
        if (rose[place] === 1) here = LUMINANCE_FALL;
        rose[place] = 0;
        low[place] = luminance;
        high[place] = luminance + MAX_UNCOUNTED_CHANGE;
      } else if (luminance > high[place]!) {
        if (rose[place] === 0) here = LUMINANCE_RISE;
        rose[place] = 1;
        low[place] = Math.min(luminance - MAX_UNCOUNTED_CHANGE, DARKER_LIMIT);
        high[place] = luminance;
      }
      if (phase[place] !== NO_RED_SINCE_DARKNESS || isSaturatedRed(red, green, blue)) {
        here |= this.#updateRed(place, red, green, blue);
      }
      found[place] = here;
      together |= here;
    }
    return together;
  }

  /** What `see` would find at a place. */
  peek(place: number, red: number, green: number, blue: number): number {
    const luminance = fixedPointLuminance(red, green, blue);
    const isRed = isSaturatedRed(red, green, blue);
    let found = 0;
    if (this.#crossesRedThreshold(place, isRed, red, green, blue)) found = isRed ? RED_ONSET : RED_END;
    if (this.#hasRisen[place] === 1) return luminance < this.#low[place]! ? found | LUMINANCE_FALL : found;
    return luminance > this.#high[place]! ? found | LUMINANCE_RISE : found;
  }

  #updateRed(place: number, red: number, green: number, blue: number): number {
    const isRed = isSaturatedRed(red, green, blue);
    const changes = this.#crossesRedThreshold(place, isRed, red, green, blue);
    if (!changes && !this.#isMoreExtreme(place, isRed, red, green, blue)) return 0;
    this.#redState[place] = isRed ? SATURATED_RED : isDark(red, green, blue) ? NO_RED_SINCE_DARKNESS : NO_RED;
    this.#extremeColor[place * 3] = red;
    this.#extremeColor[place * 3 + 1] = green;
    this.#extremeColor[place * 3 + 2] = blue;
    if (!changes) return 0;
    return isRed ? RED_ONSET : RED_END;
  }

  #crossesRedThreshold(place: number, isRed: boolean, red: number, green: number, blue: number): boolean {
    const phase = this.#redState[place]!;
    if (isRed === (phase === SATURATED_RED)) return false;
    if (phase === NO_RED_SINCE_DARKNESS || isDark(red, green, blue)) return true;
    const r = this.#extremeColor[place * 3]!;
    const g = this.#extremeColor[place * 3 + 1]!;
    const b = this.#extremeColor[place * 3 + 2]!;
    return exceedsChromaticityChange(r, g, b, red, green, blue);
  }

  /** Still on the same side, and beyond its extreme. */
  #isMoreExtreme(place: number, isRed: boolean, red: number, green: number, blue: number): boolean {
    const phase = this.#redState[place]!;
    if (phase === NO_RED_SINCE_DARKNESS || isRed !== (phase === SATURATED_RED)) return false;
    const r = this.#extremeColor[place * 3]!;
    const sum = r + this.#extremeColor[place * 3 + 1]! + this.#extremeColor[place * 3 + 2]!;
    const redder = red * sum - r * (red + green + blue);
    return isRed ? redder > 0 : redder < 0 || isDark(red, green, blue);
  }
}
