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
  /** Whether the power budget allows a frame. A mixture of two that it allows may be too much. */
  readonly isWithinBudget: (words: Uint32Array) => boolean;
  /** Until then somebody else may have driven the strip, and used up the flashes of a second. */
  readonly startedMs: number;
}

/**
 * Sees to it that what the strip is sent never flashes more than three times in any second, be it in luminance or in red,
 * whatever was painted: not at a single pixel, not in the mean of an eighth of the tree, not in that of the whole.
 *
 * Where it grew bright three times within the last second, it may not do so again: the pixel, or all of the region, keeps
 * what it was sent before, which is no change and so no flash. The same goes for turning red. Since a flash is a pair of
 * opposing changes, at most three rises make at most three flashes. What falls always passes, so the tree can go dark at any
 * moment; nothing is kept for longer than that second, and what flashes no more than it may is not touched.
 */
export class FlashGuard {
  readonly #regions: TreeRegions;
  readonly #transitions: TransitionDetector;
  readonly #rises: SlidingWindow;
  readonly #reds: SlidingWindow;
  readonly #lastSent: Uint32Array;
  /** The frame as 16-bit light: the pixels, and behind them the means of the regions; and what it completes there. */
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
   * Takes out of a frame what would flash too often. It is taken to be sent now.
   *
   * @param words one for each pixel, exactly as the strip gets them: within the power budget, rounded, dithered
   * @returns whether something was kept back
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
      // What was kept so far has changed the means of what is left to check: the tree comes last.
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

  /** The frame before was within the budget, unless that was lowered since; darkness always is, and is no flash. */
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
