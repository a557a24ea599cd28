import type { Fields } from './fields.ts';

/** How many pixels flash how often: in each field, and in the tree. */
export class FieldCounts {
  readonly #fields: Fields;
  readonly #pixels: number;
  readonly #levels: number;
  /** How many pixels of each field may flash as often as they like. */
  readonly #room: Float64Array;
  /** Of each field, how many pixels flash 0, 1, 2, … times or more; and last, the same of the tree. */
  readonly #atLeast: Uint16Array;

  /** @param most flashes that are told apart */
  constructor(fields: Fields, area: number, most: number) {
    this.#fields = fields;
    this.#pixels = fields.start.length - 1;
    this.#levels = most + 1;
    const sizes = fields.start.subarray(1).map((end, i) => end - fields.start[i]!);
    this.#room = Float64Array.from(sizes, (size) => area * size);
    this.#atLeast = new Uint16Array((this.#pixels + 1) * this.#levels);
  }

  /** The share of all pixels that flash that often, 0 to 1. */
  shareOfTree(flashes: number): number {
    return this.#atLeast[this.#pixels * this.#levels + flashes]! / this.#pixels;
  }

  /** A pixel flashes once more: that often. @returns whether so many flashes count now in a field that it is in */
  raise(pixel: number, flashes: number): boolean {
    return this.#change(pixel, flashes, 1);
  }

  /** A pixel no longer flashes that often, but once less. */
  lower(pixel: number, flashes: number): void {
    this.#change(pixel, flashes, -1);
  }

  #change(pixel: number, flashes: number, by: 1 | -1): boolean {
    const { pixels, start } = this.#fields;
    const atLeast = this.#atLeast;
    let counts = false;
    for (let i = start[pixel]!; i < start[pixel + 1]!; i++) {
      const field = pixels[i]!;
      const at = field * this.#levels + flashes;
      atLeast[at]! += by;
      if (atLeast[at]! > this.#room[field]!) counts = true;
    }
    atLeast[this.#pixels * this.#levels + flashes]! += by;
    return counts;
  }
}
