import { differInChromaticity, isDark, isSaturatedRed } from './chromaticity.ts';
import { FULL_LUMINANCE, GENERAL_CHANGE, GENERAL_DARKER, luminanceOf } from './thresholds.ts';

/**
 * What may be complete at a place: one of the first two, and one of the others. A place's rises and falls of luminance
 * always alternate, and so do the coming and going of a saturated red; each pair is a flash.
 *
 * As the standard has it, "a transition is the change … between adjacent peaks and valleys in a plot … against time". So
 * it may jump or creep, and what is too small to count is neither peak nor valley.
 */
export const RISE = 1;
export const FALL = 2;
export const RED_CAME = 4;
const RED_WENT = 8;
export const GENERAL: number = RISE | FALL;
export const RED: number = RED_CAME | RED_WENT;

/** The largest change of luminance that does not count yet. */
const UNCOUNTED: number = Math.round(GENERAL_CHANGE * FULL_LUMINANCE) - 1;
const DARKER: number = Math.round(GENERAL_DARKER * FULL_LUMINANCE);

/** Where red is: away, and it was dark meanwhile; away; there. */
const AFTER_DARKNESS = 0;
const AWAY = 1;
const THERE = 2;

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
export class Transitions {
  /** Luminance: the lowest since the last fall and the most that is no rise from there; or, since a rise, the reverse. */
  readonly #low: Int32Array;
  readonly #high: Int32Array;
  readonly #rose: Uint8Array;
  readonly #phase: Uint8Array;
  /** The reddest light since red came, or the least red since it went. Says nothing after darkness. */
  readonly #extreme: Uint16Array;

  constructor(places: number) {
    this.#low = new Int32Array(places);
    this.#high = new Int32Array(places).fill(UNCOUNTED);
    this.#rose = new Uint8Array(places);
    this.#phase = new Uint8Array(places).fill(AFTER_DARKNESS);
    this.#extreme = new Uint16Array(places * 3);
  }

  /**
   * Looks at all places.
   *
   * @param found receives what is complete now, place by place
   * @returns all of it together: 0 if there is nothing
   */
  see(light: Uint16Array, found: Uint8Array): number {
    const low = this.#low;
    const high = this.#high;
    const rose = this.#rose;
    const phase = this.#phase;
    let together = 0;
    for (let place = 0, i = 0; place < found.length; place++, i += 3) {
      const red = light[i]!;
      const green = light[i + 1]!;
      const blue = light[i + 2]!;
      const luminance = luminanceOf(red, green, blue);
      let here = 0;
      if (luminance < low[place]!) {
        if (rose[place] === 1) here = FALL;
        rose[place] = 0;
        low[place] = luminance;
        high[place] = luminance + UNCOUNTED;
      } else if (luminance > high[place]!) {
        if (rose[place] === 0) here = RISE;
        rose[place] = 1;
        low[place] = Math.min(luminance - UNCOUNTED, DARKER);
        high[place] = luminance;
      }
      if (phase[place] !== AFTER_DARKNESS || isSaturatedRed(red, green, blue)) {
        here |= this.#seeRed(place, red, green, blue);
      }
      found[place] = here;
      together |= here;
    }
    return together;
  }

  /** What `see` would find at a place. */
  foresee(place: number, red: number, green: number, blue: number): number {
    const luminance = luminanceOf(red, green, blue);
    const isRed = isSaturatedRed(red, green, blue);
    let found = 0;
    if (this.#changesSides(place, isRed, red, green, blue)) found = isRed ? RED_CAME : RED_WENT;
    if (this.#rose[place] === 1) return luminance < this.#low[place]! ? found | FALL : found;
    return luminance > this.#high[place]! ? found | RISE : found;
  }

  #seeRed(place: number, red: number, green: number, blue: number): number {
    const isRed = isSaturatedRed(red, green, blue);
    const changes = this.#changesSides(place, isRed, red, green, blue);
    if (!changes && !this.#isFurther(place, isRed, red, green, blue)) return 0;
    this.#phase[place] = isRed ? THERE : isDark(red, green, blue) ? AFTER_DARKNESS : AWAY;
    this.#extreme[place * 3] = red;
    this.#extreme[place * 3 + 1] = green;
    this.#extreme[place * 3 + 2] = blue;
    if (!changes) return 0;
    return isRed ? RED_CAME : RED_WENT;
  }

  #changesSides(place: number, isRed: boolean, red: number, green: number, blue: number): boolean {
    const phase = this.#phase[place]!;
    if (isRed === (phase === THERE)) return false;
    if (phase === AFTER_DARKNESS || isDark(red, green, blue)) return true;
    const r = this.#extreme[place * 3]!;
    const g = this.#extreme[place * 3 + 1]!;
    const b = this.#extreme[place * 3 + 2]!;
    return differInChromaticity(r, g, b, red, green, blue);
  }

  /** Still on the same side, and beyond its extreme. */
  #isFurther(place: number, isRed: boolean, red: number, green: number, blue: number): boolean {
    const phase = this.#phase[place]!;
    if (phase === AFTER_DARKNESS || isRed !== (phase === THERE)) return false;
    const r = this.#extreme[place * 3]!;
    const sum = r + this.#extreme[place * 3 + 1]! + this.#extreme[place * 3 + 2]!;
    const redder = red * sum - r * (red + green + blue);
    return isRed ? redder > 0 : redder < 0 || isDark(red, green, blue);
  }
}
