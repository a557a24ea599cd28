import {
  LUMINANCE_RISE,
  RED_ONSET,
  REGION_COUNT,
  type Strip,
  TransitionDetector,
  TreeRegions,
} from '@garland/animations';
import type { LightOf } from '../output/pipeline/shown.ts';
import { Allowance } from './allowance.ts';

export interface FlashGuardParts {
  readonly strip: Strip;
  readonly lightOf: LightOf;
  /** Whether the power budget allows a frame. A mixture of two that it allows may be too much. */
  readonly bears: (words: Uint32Array) => boolean;
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
  readonly #rises: Allowance;
  readonly #reds: Allowance;
  readonly #sent: Uint32Array;
  /** The frame as 16-bit light: the pixels, and behind them the means of the regions; and what it completes there. */
  readonly #light: Uint16Array;
  readonly #found: Uint8Array;
  readonly #parts: FlashGuardParts;

  constructor(parts: FlashGuardParts) {
    const { strip, startedMs } = parts;
    const places = strip.count + REGION_COUNT;
    this.#parts = parts;
    this.#regions = new TreeRegions(strip);
    this.#transitions = new TransitionDetector(places);
    this.#rises = new Allowance(places, startedMs);
    this.#reds = new Allowance(places, startedMs);
    this.#sent = new Uint32Array(strip.count);
    this.#light = new Uint16Array(places * 3);
    this.#found = new Uint8Array(places);
  }

  /**
   * Takes out of a frame what would flash too often. It is taken to be sent now.
   *
   * @param words one for each pixel, exactly as the strip gets them: within the power budget, rounded, dithered
   * @returns whether something was kept back
   */
  pass(words: Uint32Array, nowMs: number): boolean {
    this.#rises.advanceTo(nowMs);
    this.#reds.advanceTo(nowMs);
    this.#look(words);
    const spent = this.#rises.isSpentSomewhere || this.#reds.isSpentSomewhere;
    const keeps = spent && this.#keepBack(words);
    if (keeps) this.#keepToBudget(words);
    this.#count();
    this.#sent.set(words);
    return keeps;
  }

  #keepBack(words: Uint32Array): boolean {
    let changed = this.#keepPixels(words);
    let keeps = changed;
    for (let region = 0; region < REGION_COUNT; region++) {
      // What was kept so far has changed the means of what is left to check: the tree comes last.
      if (changed) this.#look(words);
      changed = this.#isTooMuch(words.length + region);
      if (!changed) continue;
      keeps = true;
      for (const pixel of this.#regions.pixels[region]!) words[pixel] = this.#sent[pixel]!;
    }
    return keeps;
  }

  #keepPixels(words: Uint32Array): boolean {
    let keeps = false;
    for (let pixel = 0; pixel < words.length; pixel++) {
      if (!this.#isTooMuch(pixel)) continue;
      words[pixel] = this.#sent[pixel]!;
      keeps = true;
    }
    return keeps;
  }

  #isTooMuch(place: number): boolean {
    const risesSpent = this.#rises.isSpent(place);
    const redsSpent = this.#reds.isSpent(place);
    if (!risesSpent && !redsSpent) return false;
    const i = place * 3;
    const found = this.#transitions.peek(place, this.#light[i]!, this.#light[i + 1]!, this.#light[i + 2]!);
    return (risesSpent && (found & LUMINANCE_RISE) !== 0) || (redsSpent && (found & RED_ONSET) !== 0);
  }

  /** The frame before was within the budget, unless that was lowered since; darkness always is, and is no flash. */
  #keepToBudget(words: Uint32Array): void {
    const { bears } = this.#parts;
    if (!bears(words)) words.set(this.#sent);
    if (!bears(words)) words.fill(0);
    this.#look(words);
  }

  #look(words: Uint32Array): void {
    this.#parts.lightOf(words, this.#light);
    this.#regions.appendMeans(this.#light);
  }

  #count(): void {
    const found = this.#found;
    if ((this.#transitions.update(this.#light, found) & (LUMINANCE_RISE | RED_ONSET)) === 0) return;
    for (let place = 0; place < found.length; place++) {
      if (found[place]! & LUMINANCE_RISE) this.#rises.spend(place);
      if (found[place]! & RED_ONSET) this.#reds.spend(place);
    }
  }
}
