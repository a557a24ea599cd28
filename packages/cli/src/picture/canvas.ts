import type { Material } from './material.ts';

/** Each dot of the picture is drawn as so many by so many, for smooth edges. */
const FINENESS = 3;

/** A finished drawing, dot by dot, row by row. */
export interface Drawing {
  /** Three linear values a dot, as in `Material`. */
  readonly dark: Float32Array;
  readonly albedo: Float32Array;
  /** The share of the dot that strokes cover, and through which nothing behind is seen: 0 to 1. */
  readonly cover: Float32Array;
}

/** A sheet to draw materials on. Places are in dots of the picture, y down; what is drawn later covers what was there. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly #columns: number;
  readonly #rows: number;
  readonly #dark: Float32Array;
  readonly #albedo: Float32Array;
  readonly #cover: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#columns = width * FINENESS;
    this.#rows = height * FINENESS;
    this.#dark = new Float32Array(this.#columns * this.#rows * 3);
    this.#albedo = new Float32Array(this.#columns * this.#rows * 3);
    this.#cover = new Uint8Array(this.#columns * this.#rows);
  }

  /** Fills every place that has a material: a background, which covers nothing. */
  fill(materialAt: (x: number, y: number) => Material | undefined): void {
    for (let row = 0; row < this.#rows; row++) {
      for (let column = 0; column < this.#columns; column++) {
        const material = materialAt((column + 0.5) / FINENESS, (row + 0.5) / FINENESS);
        if (material) this.#put(column, row, material, 0);
      }
    }
  }

  /** A straight line as thin as a needle: a third of a dot. */
  stroke(fromX: number, fromY: number, toX: number, toY: number, material: Material): void {
    const [dx, dy] = [toX - fromX, toY - fromY];
    const steps = Math.max(1, Math.ceil(FINENESS * Math.max(Math.abs(dx), Math.abs(dy))));
    for (let step = 0; step <= steps; step++) {
      const column = Math.floor((fromX + (dx * step) / steps) * FINENESS);
      const row = Math.floor((fromY + (dy * step) / steps) * FINENESS);
      this.#put(column, row, material, 1);
    }
  }

  /** What was drawn, each dot the mean of its parts. */
  develop(): Drawing {
    const dots = this.width * this.height;
    return {
      dark: this.#averaged(this.#dark, new Float32Array(dots * 3)),
      albedo: this.#averaged(this.#albedo, new Float32Array(dots * 3)),
      cover: this.#averaged(this.#cover, new Float32Array(dots)),
    };
  }

  #averaged(fine: ArrayLike<number>, coarse: Float32Array): Float32Array {
    const channels = coarse.length / (this.width * this.height);
    const share = 1 / FINENESS ** 2;
    for (let row = 0, from = 0; row < this.#rows; row++) {
      const first = Math.floor(row / FINENESS) * this.width;
      for (let column = 0; column < this.#columns; column++) {
        const to = (first + Math.floor(column / FINENESS)) * channels;
        for (let channel = 0; channel < channels; channel++) coarse[to + channel]! += fine[from++]! * share;
      }
    }
    return coarse;
  }

  #put(column: number, row: number, { dark, albedo }: Material, cover: number): void {
    if (column < 0 || row < 0 || column >= this.#columns || row >= this.#rows) return;
    const at = row * this.#columns + column;
    for (let channel = 0; channel < 3; channel++) {
      this.#dark[at * 3 + channel] = dark[channel]!;
      this.#albedo[at * 3 + channel] = albedo[channel]!;
    }
    this.#cover[at] = cover;
  }
}
