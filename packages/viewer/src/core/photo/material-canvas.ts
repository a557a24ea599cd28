import type { Material } from '../material.ts';

/** Each dot of the picture is drawn as so many by so many, for smooth edges. */
const SAMPLES_PER_AXIS = 3;

/** A finished drawing, dot by dot, row by row. */
export interface MaterialBuffer {
  /** Three linear values a dot, as in `Material`. */
  readonly ambient: Float32Array;
  readonly albedo: Float32Array;
  /** The share of the dot that strokes cover, and through which nothing behind is seen: 0 to 1. */
  readonly coverage: Float32Array;
}

/** A sheet to draw materials on. Places are in dots of the picture, y down; what is drawn later covers what was there. */
export class MaterialCanvas {
  readonly width: number;
  readonly height: number;
  readonly #sampleColumns: number;
  readonly #sampleRows: number;
  readonly #ambient: Float32Array;
  readonly #albedo: Float32Array;
  readonly #coverage: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#sampleColumns = width * SAMPLES_PER_AXIS;
    this.#sampleRows = height * SAMPLES_PER_AXIS;
    this.#ambient = new Float32Array(this.#sampleColumns * this.#sampleRows * 3);
    this.#albedo = new Float32Array(this.#sampleColumns * this.#sampleRows * 3);
    this.#coverage = new Uint8Array(this.#sampleColumns * this.#sampleRows);
  }

  /** Fills every place that has a material: a background, which covers nothing. */
  fill(materialAt: (x: number, y: number) => Material | undefined): void {
    for (let row = 0; row < this.#sampleRows; row++) {
      for (let column = 0; column < this.#sampleColumns; column++) {
        const material = materialAt((column + 0.5) / SAMPLES_PER_AXIS, (row + 0.5) / SAMPLES_PER_AXIS);
        if (material) this.#setSample(column, row, material, 0);
      }
    }
  }

  /** A straight line as thin as a needle: a third of a dot. */
  stroke(fromX: number, fromY: number, toX: number, toY: number, material: Material): void {
    const [dx, dy] = [toX - fromX, toY - fromY];
    const steps = Math.max(1, Math.ceil(SAMPLES_PER_AXIS * Math.max(Math.abs(dx), Math.abs(dy))));
    for (let step = 0; step <= steps; step++) {
      const column = Math.floor((fromX + (dx * step) / steps) * SAMPLES_PER_AXIS);
      const row = Math.floor((fromY + (dy * step) / steps) * SAMPLES_PER_AXIS);
      this.#setSample(column, row, material, 1);
    }
  }

  /** What was drawn, each dot the mean of its parts. */
  resolve(): MaterialBuffer {
    const dots = this.width * this.height;
    return {
      ambient: this.#downsample(this.#ambient, new Float32Array(dots * 3)),
      albedo: this.#downsample(this.#albedo, new Float32Array(dots * 3)),
      coverage: this.#downsample(this.#coverage, new Float32Array(dots)),
    };
  }

  #downsample(fine: ArrayLike<number>, coarse: Float32Array): Float32Array {
    const channels = coarse.length / (this.width * this.height);
    const share = 1 / SAMPLES_PER_AXIS ** 2;
    for (let row = 0, from = 0; row < this.#sampleRows; row++) {
      const first = Math.floor(row / SAMPLES_PER_AXIS) * this.width;
      for (let column = 0; column < this.#sampleColumns; column++) {
        const to = (first + Math.floor(column / SAMPLES_PER_AXIS)) * channels;
        for (let channel = 0; channel < channels; channel++) coarse[to + channel]! += fine[from++]! * share;
      }
    }
    return coarse;
  }

  #setSample(column: number, row: number, { ambient, albedo }: Material, cover: number): void {
    if (column < 0 || row < 0 || column >= this.#sampleColumns || row >= this.#sampleRows) return;
    const at = row * this.#sampleColumns + column;
    for (let channel = 0; channel < 3; channel++) {
      this.#ambient[at * 3 + channel] = ambient[channel]!;
      this.#albedo[at * 3 + channel] = albedo[channel]!;
    }
    this.#coverage[at] = cover;
  }
}
