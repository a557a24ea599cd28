import type { Material } from './material.ts';
import { createRaster, downsample, type Raster } from './raster.ts';

/** Each dot is drawn as this many by this many samples, for smooth edges. */
const SAMPLES_PER_AXIS = 3;

/** A finished drawing, dot by dot, row by row. */
export interface MaterialBuffer {
  /** Three linear values a dot, as in `Material`. */
  readonly ambient: Float32Array;
  readonly albedo: Float32Array;
  /** The share of the dot that strokes cover, hiding what is behind: 0 to 1. */
  readonly coverage: Float32Array;
}

/** Materials by place. Coordinates are in dots, y down; later drawing covers earlier. */
export class MaterialCanvas {
  readonly width: number;
  readonly height: number;
  readonly #ambient: Raster;
  readonly #albedo: Raster;
  readonly #coverage: Raster;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    const [columns, rows] = [width * SAMPLES_PER_AXIS, height * SAMPLES_PER_AXIS];
    this.#ambient = createRaster(columns, rows);
    this.#albedo = createRaster(columns, rows);
    this.#coverage = createRaster(columns, rows, 1);
  }

  /** Fills every place that has a material. A fill is a background: it covers nothing. */
  fill(materialAt: (x: number, y: number) => Material | undefined): void {
    const { width: columns, height: rows } = this.#coverage;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
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

  /** The drawing, each dot the mean of its samples. */
  resolve(): MaterialBuffer {
    return {
      ambient: this.#downsampled(this.#ambient),
      albedo: this.#downsampled(this.#albedo),
      coverage: this.#downsampled(this.#coverage),
    };
  }

  #downsampled(samples: Raster): Float32Array {
    const target = createRaster(this.width, this.height, samples.channels);
    downsample(samples, SAMPLES_PER_AXIS, target);
    return target.values;
  }

  #setSample(column: number, row: number, { ambient, albedo }: Material, coverage: number): void {
    const { width, height } = this.#coverage;
    if (column < 0 || row < 0 || column >= width || row >= height) return;
    const at = row * width + column;
    for (let channel = 0; channel < 3; channel++) {
      this.#ambient.values[at * 3 + channel] = ambient[channel]!;
      this.#albedo.values[at * 3 + channel] = albedo[channel]!;
    }
    this.#coverage.values[at] = coverage;
  }
}
