import { lerp, smoothStep } from '../math/curve-table.ts';
import { randomArray, randomAt } from './seeded-random.ts';

/**
 * A seamless square of smooth noise, 0 to 1: two layers of value noise (random numbers on a lattice, interpolated
 * smoothly), stretched to the full range. Stored column by column, as readers move up and down, never sideways.
 */
export type NoiseTile = Float32Array;

/** Four steps per cell of the finest lattice, interpolated when read; more would only slow down the start. */
export const TILE_SIZE = 64;
const TILE_MASK = TILE_SIZE - 1;
/** Lattice points along an edge of the coarse and the fine layer, and the weight of the fine one. */
const COARSE_LATTICE = 8;
const FINE_LATTICE = 16;
const FINE_WEIGHT = 0.4;

export function createValueNoise(seed: number): NoiseTile {
  const coarse = createLayer(seed, COARSE_LATTICE);
  const tile = createLayer(seed + 1, FINE_LATTICE);
  let [minimum, maximum] = [Infinity, -Infinity];
  for (let i = 0; i < tile.length; i++) {
    const value = coarse[i]! + FINE_WEIGHT * tile[i]!;
    tile[i] = value;
    minimum = Math.min(minimum, value);
    maximum = Math.max(maximum, value);
  }
  const span = Math.fround(maximum) - Math.fround(minimum);
  for (let i = 0; i < tile.length; i++) tile[i] = (tile[i]! - Math.fround(minimum)) / span;
  return tile;
}

/** Loops instead of a function call per value, as a tile is made whenever an animation starts. */
function createLayer(seed: number, lattice: number): NoiseTile {
  const latticeValues = randomArray(seed, lattice * lattice);
  const weights = Float64Array.from({ length: TILE_SIZE }, (_, i) =>
    smoothStep(0, 1, ((i / TILE_SIZE) * lattice) % 1),
  );
  const layer = new Float32Array(TILE_SIZE * TILE_SIZE);
  const cell = TILE_SIZE / lattice;
  for (let across = 0, i = 0; across < TILE_SIZE; across++) {
    const [left, u] = [Math.floor(across / cell), weights[across]!];
    const right = (left + 1) % lattice;
    for (let along = 0; along < TILE_SIZE; along++, i++) {
      const below = Math.floor(along / cell) * lattice;
      const above = (below + lattice) % latticeValues.length;
      const lower =
        latticeValues[below + left]! + (latticeValues[below + right]! - latticeValues[below + left]!) * u;
      const upper =
        latticeValues[above + left]! + (latticeValues[above + right]! - latticeValues[above + left]!) * u;
      layer[i] = lower + (upper - lower) * weights[along]!;
    }
  }
  return layer;
}

/** The start of the tile's column for an angle in turns. */
export function tileColumn(angle: number): number {
  return (Math.round(angle * TILE_SIZE) & TILE_MASK) * TILE_SIZE;
}

export function tileColumns(angles: Float32Array): Uint32Array {
  return Uint32Array.from(angles, tileColumn);
}

/** The noise in a column, `along` tiles up from its beginning (0 or more). */
export function noiseAt(tile: NoiseTile, column: number, along: number): number {
  const position = along * TILE_SIZE;
  const row = position | 0;
  const here = tile[column + (row & TILE_MASK)]!;
  return here + (tile[column + ((row + 1) & TILE_MASK)]! - here) * (position - row);
}

/** One-dimensional value noise: a number that drifts smoothly between 0 and 1 and reaches a new value at each whole `x`. */
export function drift(seed: number, x: number): number {
  const step = Math.floor(x);
  return lerp(randomAt(seed, step), randomAt(seed, step + 1), smoothStep(0, 1, x - step));
}
