import type { Strip } from './strip.ts';
import { surfaceOf } from './surface.ts';

const COLUMNS = 16;
const MOST_ROWS = 32;
/** Nearer to the trunk a blot gets no wider in angle, or the tip would be one blot. */
const INNERMOST = 0.25;

/**
 * Round soft spots of light, put anywhere on the tree's skin. The pixels lie sorted into a grid, so that a blot asks only
 * those it may touch. Where blots overlap, the brightest is seen.
 */
export class Blots {
  /** To be filled in before `draw`, by blot: an angle in turns, −1 to 1, a height of the tree, and how bright, 0 to 1. */
  readonly turns: Float32Array;
  readonly heights: Float32Array;
  readonly strengths: Float32Array;
  /** By pixel: how much light it has, 0 to 1. */
  readonly light: Float32Array;

  /** By pixel, in the order of the cells: where it is, and how wide a turn is there, in reaches. */
  readonly #angle: Float32Array;
  readonly #height: Float32Array;
  readonly #around: Float32Array;
  readonly #pixels: Uint32Array;
  readonly #tallness: number;
  readonly #reach: number;
  readonly #rows: number;
  /** By row: half of what a blot may cover, in columns. */
  readonly #halfWidths: Float32Array;
  /** Where in that order each cell begins. */
  readonly #cells: Uint32Array;

  /** `reach`: the radius of a blot, in base radii. `most`: so many blots at once. */
  constructor(strip: Strip, reach: number, most: number) {
    this.turns = new Float32Array(most);
    this.heights = new Float32Array(most);
    this.strengths = new Float32Array(most);
    const { count, angle, height } = strip;
    const { tallness } = surfaceOf(strip);
    const rows = Math.min(MOST_ROWS, Math.max(1, Math.floor(tallness / reach)));
    const rowOf = height.map((value) => Math.min(rows - 1, Math.floor(value * rows)));
    const cellOf = angle.map((turn, i) => rowOf[i]! * COLUMNS + Math.floor(turn * COLUMNS));
    this.light = new Float32Array(count);
    const around = strip.radius.map((value) => (2 * Math.PI * Math.max(INNERMOST, value)) / reach);
    this.#tallness = tallness / reach;
    this.#reach = tallness > 0 ? reach / tallness : 1;
    this.#rows = rows;

    this.#halfWidths = Float32Array.from({ length: rows }, (_, row) => {
      const narrowest = around.reduce(
        (least, value, i) => (rowOf[i] === row ? Math.min(least, value) : least),
        Infinity,
      );
      return Math.min(COLUMNS / 2 - 1, COLUMNS / narrowest);
    });
    const order = Uint32Array.from(angle.keys()).sort((a, b) => cellOf[a]! - cellOf[b]!);
    this.#pixels = order;
    this.#angle = Float32Array.from(order, (pixel) => angle[pixel]!);
    this.#height = Float32Array.from(order, (pixel) => height[pixel]!);
    this.#around = Float32Array.from(order, (pixel) => around[pixel]!);
    this.#cells = new Uint32Array(rows * COLUMNS + 1);
    for (const cell of cellOf) this.#cells[cell + 1]! += 1;
    for (let cell = 0; cell < rows * COLUMNS; cell++) this.#cells[cell + 1]! += this.#cells[cell]!;
  }

  /** Lets the first `count` blots shine, and nothing else. */
  draw(count: number): void {
    const { light } = this;
    light.fill(0);
    for (let blot = 0; blot < count; blot++) {
      const height = this.heights[blot]!;
      const lowest = Math.max(0, Math.floor((height - this.#reach) * this.#rows));
      const highest = Math.min(this.#rows - 1, Math.floor((height + this.#reach) * this.#rows));
      const middle = this.turns[blot]! * COLUMNS;
      for (let row = lowest; row <= highest; row++) {
        const halfWidth = this.#halfWidths[row]!;
        const last = Math.floor(middle + halfWidth);
        for (let column = Math.floor(middle - halfWidth); column <= last; column++) {
          this.#paint(blot, row * COLUMNS + (column & (COLUMNS - 1)));
        }
      }
    }
  }

  /** Takes whole numbers only: others would become garbage on their way here. */
  #paint(blot: number, cell: number): void {
    const { light } = this;
    const pixels = this.#pixels;
    const tallness = this.#tallness;
    const turn = this.turns[blot]! - 2.5;
    const height = this.heights[blot]!;
    const strength = this.strengths[blot]!;
    const end = this.#cells[cell + 1]!;
    for (let n = this.#cells[cell]!; n < end; n++) {
      const along = (this.#height[n]! - height) * tallness;
      const apart = this.#angle[n]! - turn;
      const across = (apart - (apart | 0) - 0.5) * this.#around[n]!;
      const glow = (1 - across * across - along * along) * strength;
      if (glow > light[pixels[n]!]!) light[pixels[n]!] = glow;
    }
  }
}
