import { FieldCounts } from './field-counts.ts';
import type { Fields } from './fields.ts';
import { LastSecond } from './last-second.ts';

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
const MOST_FLASHES = 63;

/**
 * Counts flashes of one kind, at pixels and, by the numbers behind theirs, in regions. A number of flashes counts if more
 * than `area` of the pixels of a field flashed that often within the same second, or if the mean of a region did.
 */
export class Tally {
  readonly #pixels: number;
  /** How much of the tree each region is. */
  readonly #regionShares: readonly number[];
  readonly #recent: LastSecond;
  readonly #fields: FieldCounts;
  /** The most flashes that count and were completed in this frame; and the largest region whose mean made them. */
  #flashes = 0;
  #regionShare = 0;
  #worst: WorstSecond = { flashes: 0, share: 0, endMs: 0 };

  constructor(fields: Fields, regionShares: readonly number[], area: number) {
    this.#pixels = fields.start.length - 1;
    this.#regionShares = regionShares;
    this.#recent = new LastSecond(this.#pixels + regionShares.length, (place) => this.#forget(place));
    this.#fields = new FieldCounts(fields, area, MOST_FLASHES);
  }

  get worst(): WorstSecond {
    return this.#worst;
  }

  /** @param found what each place completed, of which `kind` is to be counted */
  addFrame(nowMs: number, found: Uint8Array, kind: number): void {
    this.#recent.advanceTo(nowMs);
    this.#flashes = 0;
    this.#regionShare = 0;
    for (let place = 0; place < found.length; place++) if (found[place]! & kind) this.#add(place, nowMs);
    if (this.#flashes > 0) this.#compare(nowMs);
  }

  #add(place: number, nowMs: number): void {
    this.#recent.add(place, nowMs);
    const flashes = this.#recent.counts[place]! / 2;
    if (!Number.isInteger(flashes) || flashes > MOST_FLASHES) return;
    if (place >= this.#pixels) this.#note(flashes, this.#regionShares[place - this.#pixels]!);
    else if (this.#fields.raise(place, flashes)) this.#note(flashes, 0);
  }

  #forget(place: number): void {
    const flashes = (this.#recent.counts[place]! + 1) / 2;
    if (place >= this.#pixels || !Number.isInteger(flashes) || flashes > MOST_FLASHES) return;
    this.#fields.lower(place, flashes);
  }

  #note(flashes: number, regionShare: number): void {
    if (flashes < this.#flashes) return;
    this.#regionShare = flashes > this.#flashes ? regionShare : Math.max(regionShare, this.#regionShare);
    this.#flashes = flashes;
  }

  #compare(endMs: number): void {
    const flashes = this.#flashes;
    const share = this.#fields.shareOfTree(flashes) || this.#regionShare;
    const { worst } = this;
    if (flashes < worst.flashes || (flashes === worst.flashes && share <= worst.share)) return;
    this.#worst = { flashes, share, endMs };
  }
}
