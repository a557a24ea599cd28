import type { VisualFields } from './visual-fields.ts';

/** The number of pixels by how often they flash, in each field and in the whole tree. */
export class FlashingPixelCounts {
  readonly #fields: VisualFields;
  readonly #pixelCount: number;
  readonly #slotsPerField: number;
  /** The number of pixels of each field that can flash without limit. */
  readonly #allowedPixels: Float64Array;
  /** For each field, the numbers of pixels that flash at least 0, 1, 2, … times; then the same for the tree. */
  readonly #countsAtLeast: Uint16Array;

  /** @param most flashes that are counted */
  constructor(fields: VisualFields, area: number, most: number) {
    this.#fields = fields;
    this.#pixelCount = fields.start.length - 1;
    this.#slotsPerField = most + 1;
    const sizes = fields.start.subarray(1).map((end, i) => end - fields.start[i]!);
    this.#allowedPixels = Float64Array.from(sizes, (size) => area * size);
    this.#countsAtLeast = new Uint16Array((this.#pixelCount + 1) * this.#slotsPerField);
  }

  /** The share of all pixels that flash at least this often, 0 to 1. */
  shareOfTree(flashes: number): number {
    return this.#countsAtLeast[this.#pixelCount * this.#slotsPerField + flashes]! / this.#pixelCount;
  }

  /** A pixel flashes once more, now this often. @returns whether that many flashes now count in one of its fields */
  increment(pixel: number, flashes: number): boolean {
    return this.#change(pixel, flashes, 1);
  }

  /** A pixel no longer flashes this often, but once less. */
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
