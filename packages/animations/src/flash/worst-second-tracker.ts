import { FlashingPixelCounts } from './flashing-pixel-counts.ts';
import { TransitionWindow } from './transition-window.ts';
import type { VisualFields } from './visual-fields.ts';

/** The worst second for flashes of one kind. */
export interface WorstSecond {
  /** The number of flashes: pairs of opposing transitions. */
  readonly flashes: number;
  /** The share of all pixels that flashed this often; or of the tree's region, if only its mean did. 0 to 1. */
  readonly share: number;
  /** When it ended, in the times of `update`. */
  readonly endMs: number;
}

/** Flashes above this number are not counted: no strip is that fast. */
const MAX_DISTINCT_FLASHES = 63;

/**
 * Counts flashes of one kind at points: the pixels, then the regions. A number of flashes counts if more than `area` of
 * the pixels of a field flashed that often within the same second, or if the mean of a region did.
 */
export class WorstSecondTracker {
  readonly #pixelCount: number;
  /** Each region's share of the tree. */
  readonly #regionShares: readonly number[];
  readonly #window: TransitionWindow;
  readonly #flashingPixels: FlashingPixelCounts;
  /** The most flashes that count and were completed in this frame, and the largest region whose mean flashed. */
  #frameFlashes = 0;
  #frameRegionShare = 0;
  #worst: WorstSecond = { flashes: 0, share: 0, endMs: 0 };

  constructor(fields: VisualFields, regionShares: readonly number[], area: number) {
    this.#pixelCount = fields.start.length - 1;
    this.#regionShares = regionShares;
    this.#window = new TransitionWindow(this.#pixelCount + regionShares.length, (point) =>
      this.#expireTransition(point),
    );
    this.#flashingPixels = new FlashingPixelCounts(fields, area, MAX_DISTINCT_FLASHES);
  }

  get worst(): WorstSecond {
    return this.#worst;
  }

  /** @param completed the transitions at each point, of which those of `kind` are counted */
  addFrame(nowMs: number, completed: Uint8Array, kind: number): void {
    this.#window.advanceTo(nowMs);
    this.#frameFlashes = 0;
    this.#frameRegionShare = 0;
    for (let point = 0; point < completed.length; point++)
      if (completed[point]! & kind) this.#addTransition(point, nowMs);
    if (this.#frameFlashes > 0) this.#updateWorst(nowMs);
  }

  #addTransition(point: number, nowMs: number): void {
    this.#window.add(point, nowMs);
    const flashes = this.#window.counts[point]! / 2;
    if (!Number.isInteger(flashes) || flashes > MAX_DISTINCT_FLASHES) return;
    if (point >= this.#pixelCount)
      this.#recordFlashes(flashes, this.#regionShares[point - this.#pixelCount]!);
    else if (this.#flashingPixels.increment(point, flashes)) this.#recordFlashes(flashes, 0);
  }

  #expireTransition(point: number): void {
    const flashes = (this.#window.counts[point]! + 1) / 2;
    if (point >= this.#pixelCount || !Number.isInteger(flashes) || flashes > MAX_DISTINCT_FLASHES) return;
    this.#flashingPixels.decrement(point, flashes);
  }

  #recordFlashes(flashes: number, regionShare: number): void {
    if (flashes < this.#frameFlashes) return;
    this.#frameRegionShare =
      flashes > this.#frameFlashes ? regionShare : Math.max(regionShare, this.#frameRegionShare);
    this.#frameFlashes = flashes;
  }

  #updateWorst(endMs: number): void {
    const flashes = this.#frameFlashes;
    const share = this.#flashingPixels.shareOfTree(flashes) || this.#frameRegionShare;
    const { worst } = this;
    if (flashes < worst.flashes || (flashes === worst.flashes && share <= worst.share)) return;
    this.#worst = { flashes, share, endMs };
  }
}
