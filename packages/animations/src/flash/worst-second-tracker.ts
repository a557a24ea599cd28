import { FlashingPixelCounts } from './flashing-pixel-counts.ts';
import { TransitionWindow } from './transition-window.ts';
import type { VisualFields } from './visual-fields.ts';

/** The worst second for flashes of one kind. */
export interface WorstSecond {
  /** How many flashes there were: pairs of opposing transitions. */
  readonly flashes: number;
  /** Which share of all pixels flashed that often; or, if only their mean did, how much of the tree that was. 0 to 1. */
  readonly share: number;
  /** When it ended, as the analyser was told. */
  readonly endMs: number;
}

/** Faster than a strip can show anything: more flashes are not told apart. */
const MAX_DISTINCT_FLASHES = 63;

/**
 * Counts flashes of one kind, at pixels and, by the numbers behind theirs, in regions. A number of flashes counts if more
 * than `area` of the pixels of a field flashed that often within the same second, or if the mean of a region did.
 */
export class WorstSecondTracker {
  readonly #pixelCount: number;
  /** How much of the tree each region is. */
  readonly #regionShares: readonly number[];
  readonly #window: TransitionWindow;
  readonly #flashingPixels: FlashingPixelCounts;
  /** The most flashes that count and were completed in this frame; and the largest region whose mean made them. */
  #frameFlashes = 0;
  #frameRegionShare = 0;
  #worst: WorstSecond = { flashes: 0, share: 0, endMs: 0 };

  constructor(fields: VisualFields, regionShares: readonly number[], area: number) {
    this.#pixelCount = fields.start.length - 1;
    this.#regionShares = regionShares;
    this.#window = new TransitionWindow(this.#pixelCount + regionShares.length, (place) =>
      this.#expireTransition(place),
    );
    this.#flashingPixels = new FlashingPixelCounts(fields, area, MAX_DISTINCT_FLASHES);
  }

  get worst(): WorstSecond {
    return this.#worst;
  }

  /** @param found what each place completed, of which `kind` is to be counted */
  addFrame(nowMs: number, found: Uint8Array, kind: number): void {
    this.#window.advanceTo(nowMs);
    this.#frameFlashes = 0;
    this.#frameRegionShare = 0;
    for (let place = 0; place < found.length; place++)
      if (found[place]! & kind) this.#addTransition(place, nowMs);
    if (this.#frameFlashes > 0) this.#updateWorst(nowMs);
  }

  #addTransition(place: number, nowMs: number): void {
    this.#window.add(place, nowMs);
    const flashes = this.#window.counts[place]! / 2;
    if (!Number.isInteger(flashes) || flashes > MAX_DISTINCT_FLASHES) return;
    if (place >= this.#pixelCount)
      this.#recordFlashes(flashes, this.#regionShares[place - this.#pixelCount]!);
    else if (this.#flashingPixels.increment(place, flashes)) this.#recordFlashes(flashes, 0);
  }

  #expireTransition(place: number): void {
    const flashes = (this.#window.counts[place]! + 1) / 2;
    if (place >= this.#pixelCount || !Number.isInteger(flashes) || flashes > MAX_DISTINCT_FLASHES) return;
    this.#flashingPixels.decrement(place, flashes);
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
