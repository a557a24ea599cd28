import type { Strip } from '../geometry/strip-geometry.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { tabulate } from '../math/curve-table.ts';
import { hash, randomArray } from '../random/seeded-random.ts';

/** Small soft lights that rise or fall around the tree: snowflakes, sparks. */
export interface ParticleOptions {
  readonly seed: number;
  /** The smallest and the largest, in pitches of the strip. */
  readonly radius: readonly [smallest: number, largest: number];
  /** Room for one mote, in pitches of the strip. */
  readonly cellSize: readonly [across: number, along: number];
  /** Of all rooms, those with a mote in them. */
  readonly density: number;
  /** Heights of the tree a second; below 0 falling. */
  readonly speed: readonly [slowest: number, fastest: number];
  /** How far a mote sways to either side, in rooms, and how often a second. */
  readonly sway: number;
  readonly swaysPerSecond: number;
}

const SWAY = tabulate((x) => Math.sin(2 * Math.PI * x));
/** So many sizes, offsets and heights are told apart: four bits of a room's hash for each. */
const VARIANTS = 16;
/** A mote's centre keeps so far away from its room's ends, in rooms, that no mote is ever cut off there. */
const EDGE_MARGIN = 0.3;
/** Across, it begins this near to the middle. */
const MAX_HORIZONTAL_OFFSET = 0.25;

/** In place of 1 / radius²: a mote too small for any pixel to see, so that no pixel has to ask whether there is one. */
const EMPTY_CELL = 1e30;

/** Keeps the last pixel in the last room, however the sum of its place and the column's is rounded. */
const BELOW_ONE = 1 - 1e-6;

/**
 * The tree's skin is divided into columns of rooms; every column moves at its own pace, and a room's number decides about
 * the mote in it. A pixel looks into one room, however many motes there are, and nothing has to be remembered.
 */
export class Particles {
  readonly #columns: number;
  readonly #cellsPerColumn: number;
  readonly #cellHeight: number;
  readonly #densityThreshold: number;
  readonly #sway: number;
  readonly #swaysPerSecond: number;

  /** By kind of mote. */
  readonly #inverseSquaredRadii: Float32Array;
  readonly #horizontalOffsets: Float32Array;
  readonly #verticalOffsets: Float32Array;

  /** By pixel: where it is, in rooms from its column's middle and beginning, and how wide a room is there. */
  readonly #pixelColumn: Uint16Array;
  readonly #pixelX: Float32Array;
  readonly #pixelY: Float32Array;
  readonly #cellWidth: Float32Array;

  /** By column: rooms a second, where it starts, and what its lots are drawn from. */
  readonly #columnSpeeds: Float64Array;
  readonly #columnStarts: Float32Array;
  readonly #columnHashKeys: Int32Array;

  /** As they are in this frame: how far each column's first room has gone, and the mote in each room. */
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
    const rooms = Math.max(1, Math.round(aspectRatio / (cellSize[1] * pixelSpacing)));
    this.#columns = columns;
    this.#cellsPerColumn = rooms;
    this.#cellHeight = aspectRatio / rooms || 1;
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
    this.#pixelY = strip.height.map((value) => (speed[0] > 0 ? 1 - value : value) * rooms * BELOW_ONE);
    this.#cellWidth = strip.radius.map((value) => (value * 2 * Math.PI) / columns);

    this.#columnSpeeds = Float64Array.from(
      randomArray(seed, columns, ...speed),
      (pace) => Math.abs(pace) * rooms,
    );
    this.#columnStarts = randomArray(seed + 1, columns, 0, 64);
    this.#columnHashKeys = Int32Array.from({ length: columns }, (_, column) => hash(seed + 2, column));

    this.#columnProgress = new Float64Array(columns);
    this.#centerX = new Float32Array(columns * (rooms + 1));
    this.#centerY = new Float32Array(columns * (rooms + 1));
    this.#cellInverseSquaredRadius = new Float32Array(columns * (rooms + 1));
  }

  /** To be called once a frame, before `glow`. */
  update(timeS: number): void {
    const swayed = timeS * this.#swaysPerSecond;
    const phase = ((swayed - Math.floor(swayed)) * SWAY.length) | 0;
    for (let column = 0, i = 0; column < this.#columns; column++) {
      const place = timeS * this.#columnSpeeds[column]! + this.#columnStarts[column]!;
      const number = place | 0;
      this.#columnProgress[column] = place - number;
      for (let room = 0; room <= this.#cellsPerColumn; room++, i++) {
        const bits = hash(this.#columnHashKeys[column]!, number + room);
        this.#cellInverseSquaredRadius[i] =
          bits >>> 24 < this.#densityThreshold ? this.#inverseSquaredRadii[bits & 15]! : EMPTY_CELL;
        this.#centerX[i] =
          this.#horizontalOffsets[(bits >>> 4) & 15]! +
          this.#sway * SWAY[(phase + (bits >>> 14)) & (SWAY.length - 1)]!;
        this.#centerY[i] = room + this.#verticalOffsets[(bits >>> 8) & 15]!;
      }
    }
  }

  /** How much light of a mote falls on a pixel, 0 to 1. */
  intensityAt(pixel: number): number {
    const column = this.#pixelColumn[pixel]!;
    const place = this.#pixelY[pixel]! + this.#columnProgress[column]!;
    const i = column * (this.#cellsPerColumn + 1) + (place | 0);
    const dx = (this.#pixelX[pixel]! - this.#centerX[i]!) * this.#cellWidth[pixel]!;
    const dy = (place - this.#centerY[i]!) * this.#cellHeight;
    const light = Math.max(0, 1 - (dx * dx + dy * dy) * this.#cellInverseSquaredRadius[i]!);
    return light * light;
  }
}

function evenlySpaced(from: number, to: number): Float32Array {
  return Float32Array.from({ length: VARIANTS }, (_, i) => from + ((to - from) * i) / (VARIANTS - 1));
}
