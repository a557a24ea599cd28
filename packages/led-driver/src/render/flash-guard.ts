import {
  LUMINANCE_RISE,
  RED_ONSET,
  REGION_COUNT,
  type Strip,
  TransitionDetector,
  TreeRegions,
} from '@garland/animations';
import type { WordsToLight } from './pipeline/preview-color.ts';
import { SlidingWindow } from './sliding-window.ts';

export interface FlashGuardParts {
  readonly strip: Strip;
  readonly wordsToLight: WordsToLight;
  /** Whether the power budget allows a frame. A mixture of two allowed frames can exceed it. */
  readonly isWithinBudget: (words: Uint32Array) => boolean;
  /** Until then another process could have driven the strip, and used up the flashes of a second. */
  readonly startedMs: number;
}

/**
 * Guarantees that the strip never flashes more than three times in any second, in luminance or in red, whatever was
 * painted: not at a single pixel, not in the mean of an eighth of the tree, not in that of the whole tree.
 *
 * A pixel or region that rose three times within the last second is held: it keeps the words that it was sent before, and
 * without a change there is no flash. The same applies to turning red. A flash is a pair of opposing changes, so three rises
 * make at most three flashes. Falls always pass, so the tree can go dark at any moment. Nothing is held for longer than that
 * second, and a picture within the limit is not touched.
 */
export class FlashGuard {
  readonly #regions: TreeRegions;
  readonly #transitions: TransitionDetector;
  readonly #rises: SlidingWindow;
  readonly #reds: SlidingWindow;
  readonly #lastSent: Uint32Array;
  /** The frame as 16-bit light: the pixels, then the means of the regions; and the transitions that it completes there. */
  readonly #light: Uint16Array;
  readonly #transitionFlags: Uint8Array;
  readonly #parts: FlashGuardParts;

  constructor(parts: FlashGuardParts) {
    const { strip, startedMs } = parts;
    const places = strip.count + REGION_COUNT;
    this.#parts = parts;
    this.#regions = new TreeRegions(strip);
    this.#transitions = new TransitionDetector(places);
    this.#rises = new SlidingWindow(places, startedMs);
    this.#reds = new SlidingWindow(places, startedMs);
    this.#lastSent = new Uint32Array(strip.count);
    this.#light = new Uint16Array(places * 3);
    this.#transitionFlags = new Uint8Array(places);
  }

  /**
   * Holds the pixels and regions that would flash too often in a frame that is about to be sent.
   *
   * @param words one for each pixel, exactly as the strip gets them: within the power budget, rounded, dithered
   * @returns whether anything was held
   */
  apply(words: Uint32Array, nowMs: number): boolean {
    this.#rises.advanceTo(nowMs);
    this.#reds.advanceTo(nowMs);
    this.#measure(words);
    const isAnyFull = this.#rises.isAnyFull || this.#reds.isAnyFull;
    const isHolding = isAnyFull && this.#holdBack(words);
    if (isHolding) this.#enforceBudget(words);
    this.#recordTransitions();
    this.#lastSent.set(words);
    return isHolding;
  }

  #holdBack(words: Uint32Array): boolean {
    let changed = this.#holdPixels(words);
    let isHolding = changed;
    for (let region = 0; region < REGION_COUNT; region++) {
      // Held pixels have changed the means of the regions that are left to check: the whole tree comes last.
      if (changed) this.#measure(words);
      changed = this.#exceedsLimit(words.length + region);
      if (!changed) continue;
      isHolding = true;
      for (const pixel of this.#regions.pixels[region]!) words[pixel] = this.#lastSent[pixel]!;
    }
    return isHolding;
  }

  #holdPixels(words: Uint32Array): boolean {
    let isHolding = false;
    for (let pixel = 0; pixel < words.length; pixel++) {
      if (!this.#exceedsLimit(pixel)) continue;
      words[pixel] = this.#lastSent[pixel]!;
      isHolding = true;
    }
    return isHolding;
  }

  #exceedsLimit(area: number): boolean {
    const isRiseWindowFull = this.#rises.isFull(area);
    const isRedWindowFull = this.#reds.isFull(area);
    if (!isRiseWindowFull && !isRedWindowFull) return false;
    const i = area * 3;
    const found = this.#transitions.peek(area, this.#light[i]!, this.#light[i + 1]!, this.#light[i + 2]!);
    return (
      (isRiseWindowFull && (found & LUMINANCE_RISE) !== 0) || (isRedWindowFull && (found & RED_ONSET) !== 0)
    );
  }

  /** The frame before was within the budget, unless that was lowered since; darkness always is, and is not a flash. */
  #enforceBudget(words: Uint32Array): void {
    const { isWithinBudget } = this.#parts;
    if (!isWithinBudget(words)) words.set(this.#lastSent);
    if (!isWithinBudget(words)) words.fill(0);
    this.#measure(words);
  }

  #measure(words: Uint32Array): void {
    this.#parts.wordsToLight(words, this.#light);
    this.#regions.appendMeans(this.#light);
  }

  #recordTransitions(): void {
    const found = this.#transitionFlags;
    if ((this.#transitions.update(this.#light, found) & (LUMINANCE_RISE | RED_ONSET)) === 0) return;
    for (let place = 0; place < found.length; place++) {
      if (found[place]! & LUMINANCE_RISE) this.#rises.record(place);
      if (found[place]! & RED_ONSET) this.#reds.record(place);
    }
  }
}
