import type { Strip } from '../geometry/strip-geometry.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { tabulate } from '../math/curve-table.ts';
import { hash, randomArray } from '../random/seeded-random.ts';

/** Small soft lights that rise or fall around the tree: snowflakes, sparks. */
export interface ParticleOptions {
  readonly seed: number;
  /** The smallest and the largest, in pixel spacings. */
  readonly radius: readonly [smallest: number, largest: number];
  /** A cell, which holds one particle at most, in pixel spacings. */
  readonly cellSize: readonly [across: number, along: number];
  /** The share of cells with a particle. */
  readonly density: number;
  /** Heights of the tree a second; negative for falling. */
  readonly speed: readonly [slowest: number, fastest: number];
  /** How far a particle sways to either side, in cells, and how often a second. */
  readonly sway: number;
  readonly swaysPerSecond: number;
}

const SWAY = tabulate((x) => Math.sin(2 * Math.PI * x));
/** The number of sizes, offsets and heights: four bits of a cell's hash for each. */
const VARIANTS = 16;
/** The distance of a particle's centre from the ends of its cell, in cells, so that it is never cut off. */
const EDGE_MARGIN = 0.3;
/** Its greatest offset from the middle across, in cells. */
const MAX_HORIZONTAL_OFFSET = 0.25;

/** Replaces 1 / radius² in an empty cell: a particle too small for any pixel, which avoids a branch. */
const EMPTY_CELL = 1e30;

/** Keeps the last pixel in the last cell in spite of rounding. */
const BELOW_ONE = 1 - 1e-6;

/**
 * The tree's surface is divided into columns of cells; each column moves at its own speed, and a cell's number decides
 * about the particle in it. A pixel looks at one cell, however many particles there are, and no state is needed.
 */
export class Particles {
  readonly #columns: number;
  readonly #cellsPerColumn: number;
  readonly #cellHeight: number;
  readonly #densityThreshold: number;
  readonly #sway: number;
  readonly #swaysPerSecond: number;

  /** By variant. */
  readonly #inverseSquaredRadii: Float32Array;
  readonly #horizontalOffsets: Float32Array;
  readonly #verticalOffsets: Float32Array;

  /** By pixel: its position in cells from its column's middle and beginning, and the width of a cell there. */
  readonly #pixelColumn: Uint16Array;
  readonly #pixelX: Float32Array;
  readonly #pixelY: Float32Array;
  readonly #cellWidth: Float32Array;

  /** By column: cells a second, the start, and the seed of its random numbers. */
  readonly #columnSpeeds: Float64Array;
  readonly #columnStarts: Float32Array;
  readonly #columnHashKeys: Int32Array;

  /** In the current frame: how far each column's first cell has moved, and the particle in each cell. */
  readonly #columnProgress: Float64Array;
  readonly #centerX: Float32Array;
  readonly #centerY: Float32Array;
  readonly #cellInverseSquaredRadius: Float32Array;

  constructor(
    strip: Strip,
    { seed, radius, cellSize, density, speed, sway, swaysPerSecond }: ParticleOptions,
  ) {
    const { aspectRatio, pixelSpacing } = surfaceMetrics(strip);
    const columns = Math.max(3, Math.round((2 * Math.PI) / (cellSize[0] * pixelSpacing)));
    const cellsPerColumn = Math.max(1, Math.round(aspectRatio / (cellSize[1] * pixelSpacing)));
    this.#columns = columns;
    this.#cellsPerColumn = cellsPerColumn;
    this.#cellHeight = aspectRatio / cellsPerColumn || 1;
    this.#densityThreshold = density * 256;
    this.#sway = sway;
    this.#swaysPerSecond = swaysPerSecond;

    const largest = Math.min(radius[1] * pixelSpacing, EDGE_MARGIN * this.#cellHeight);
    this.#inverseSquaredRadii = evenlySpaced(largest * (radius[0] / radius[1]), largest).map(
      (size) => 1 / (size * size),
    );
    this.#horizontalOffsets = evenlySpaced(-MAX_HORIZONTAL_OFFSET, MAX_HORIZONTAL_OFFSET);
    this.#verticalOffsets = evenlySpaced(EDGE_MARGIN, 1 - EDGE_MARGIN);

    this.#pixelColumn = Uint16Array.from(strip.angle, (turn) => Math.floor(turn * columns));
    this.#pixelX = strip.angle.map((turn, i) => turn * columns - this.#pixelColumn[i]! - 0.5);
    this.#pixelY = strip.height.map(
      (value) => (speed[0] > 0 ? 1 - value : value) * cellsPerColumn * BELOW_ONE,
    );
    this.#cellWidth = strip.radius.map((value) => (value * 2 * Math.PI) / columns);

    this.#columnSpeeds = Float64Array.from(
      randomArray(seed, columns, ...speed),
      (pace) => Math.abs(pace) * cellsPerColumn,
    );
    this.#columnStarts = randomArray(seed + 1, columns, 0, 64);
    this.#columnHashKeys = Int32Array.from({ length: columns }, (_, column) => hash(seed + 2, column));

    this.#columnProgress = new Float64Array(columns);
    this.#centerX = new Float32Array(columns * (cellsPerColumn + 1));
    this.#centerY = new Float32Array(columns * (cellsPerColumn + 1));
    this.#cellInverseSquaredRadius = new Float32Array(columns * (cellsPerColumn + 1));
  }

  /** Call once a frame, before `intensityAt`. */
  update(timeS: number): void {
    const swings = timeS * this.#swaysPerSecond;
    const phase = ((swings - Math.floor(swings)) * SWAY.length) | 0;
    for (let column = 0, i = 0; column < this.#columns; column++) {
      const position = timeS * this.#columnSpeeds[column]! + this.#columnStarts[column]!;
      const first = position | 0;
      this.#columnProgress[column] = position - first;
      for (let cell = 0; cell <= this.#cellsPerColumn; cell++, i++) {
        const bits = hash(this.#columnHashKeys[column]!, first + cell);
        this.#cellInverseSquaredRadius[i] =
          bits >>> 24 < this.#densityThreshold ? this.#inverseSquaredRadii[bits & 15]! : EMPTY_CELL;
        this.#centerX[i] =
          this.#horizontalOffsets[(bits >>> 4) & 15]! +
          this.#sway * SWAY[(phase + (bits >>> 14)) & (SWAY.length - 1)]!;
        this.#centerY[i] = cell + this.#verticalOffsets[(bits >>> 8) & 15]!;
      }
    }
  }

  /** The brightness of a particle at a pixel, 0 to 1. */
  intensityAt(pixel: number): number {
    const column = this.#pixelColumn[pixel]!;
    const position = this.#pixelY[pixel]! + this.#columnProgress[column]!;
    const i = column * (this.#cellsPerColumn + 1) + (position | 0);
    const dx = (this.#pixelX[pixel]! - this.#centerX[i]!) * this.#cellWidth[pixel]!;
    const dy = (position - this.#centerY[i]!) * this.#cellHeight;
    const light = Math.max(0, 1 - (dx * dx + dy * dy) * this.#cellInverseSquaredRadius[i]!);
    return light * light;
  }
}

function evenlySpaced(from: number, to: number): Float32Array {
  return Float32Array.from({ length: VARIANTS }, (_, i) => from + ((to - from) * i) / (VARIANTS - 1));
}
