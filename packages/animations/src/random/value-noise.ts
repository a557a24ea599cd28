import { randomArray } from './seeded-random.ts';

/**
 * A square of smooth noise, 0 to 1, that continues at its opposite edge. Made once a stage and read in each frame: two
 * layers of value noise (random numbers on a lattice, with smooth bends between them), stretched to the full range.
 * Stored column by column, as what is read moves up and down and never sideways.
 */
export type NoiseTile = Float32Array;

/** Four steps to the finest bend, which the reading blends; more would only make an animation slow to begin. */
export const TILE_SIZE = 64;
const TILE_MASK = TILE_SIZE - 1;
/** Lattice points along an edge, and the weight, of the broad and of the fine layer. */
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

/** A loop for each row and column, not a function for each value: a tile is made whenever an animation begins. */
function createLayer(seed: number, lattice: number): NoiseTile {
  const latticeValues = randomArray(seed, lattice * lattice);
  const weights = Float64Array.from({ length: TILE_SIZE }, (_, i) =>
    smoothWeight(((i / TILE_SIZE) * lattice) % 1),
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

function smoothWeight(x: number): number {
  return x * x * (3 - 2 * x);
}

/** Where in a tile the column begins that goes up at this angle, in turns. */
export function tileColumn(angle: number): number {
  return (Math.round(angle * TILE_SIZE) & TILE_MASK) * TILE_SIZE;
}

export function tileColumns(angles: Float32Array): Uint32Array {
  return Uint32Array.from(angles, tileColumn);
}

/** The noise in a column, `along` tiles up from its beginning; 0 or more. */
export function noiseAt(tile: NoiseTile, column: number, along: number): number {
  const position = along * TILE_SIZE;
  const row = position | 0;
  const here = tile[column + (row & TILE_MASK)]!;
  return here + (tile[column + ((row + 1) & TILE_MASK)]! - here) * (position - row);
}
