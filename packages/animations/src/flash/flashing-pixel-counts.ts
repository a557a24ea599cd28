import type { VisualFields } from './visual-fields.ts';

/** How many pixels flash how often: in each field, and in the tree. */
export class FlashingPixelCounts {
  readonly #fields: VisualFields;
  readonly #pixelCount: number;
  readonly #slotsPerField: number;
  /** How many pixels of each field may flash as often as they like. */
  readonly #allowedPixels: Float64Array;
  /** Of each field, how many pixels flash 0, 1, 2, … times or more; and last, the same of the tree. */
  readonly #countsAtLeast: Uint16Array;

  /** @param most flashes that are told apart */
  constructor(fields: VisualFields, area: number, most: number) {
    this.#fields = fields;
    this.#pixelCount = fields.start.length - 1;
    this.#slotsPerField = most + 1;
    const sizes = fields.start.subarray(1).map((end, i) => end - fields.start[i]!);
    this.#allowedPixels = Float64Array.from(sizes, (size) => area * size);
    this.#countsAtLeast = new Uint16Array((this.#pixelCount + 1) * this.#slotsPerField);
  }

  /** The share of all pixels that flash that often, 0 to 1. */
  shareOfTree(flashes: number): number {
    return this.#countsAtLeast[this.#pixelCount * this.#slotsPerField + flashes]! / this.#pixelCount;
  }

  /** A pixel flashes once more: that often. @returns whether so many flashes count now in a field that it is in */
  increment(pixel: number, flashes: number): boolean {
    return this.#change(pixel, flashes, 1);
  }

  /** A pixel no longer flashes that often, but once less. */
  decrement(pixel: number, flashes: number): void {
    this.#change(pixel, flashes, -1);
  }

  #change(pixel: number, flashes: number, by: 1 | -1): boolean {
    const { pixels, start } = this.#fields;
    const atLeast = this.#countsAtLeast;
    let counts = false;
    for (let i = start[pixel]!; i < start[pixel + 1]!; i++) {
      const field = pixels[i]!;
      const at = field * this.#slotsPerField + flashes;
      atLeast[at]! += by;
      if (atLeast[at]! > this.#allowedPixels[field]!) counts = true;
    }
    atLeast[this.#pixelCount * this.#slotsPerField + flashes]! += by;
    return counts;
  }
}
