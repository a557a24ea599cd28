import { chances } from './random.ts';

/**
 * A square of smooth noise, 0 to 1, that continues at its opposite edge. Made once a stage and read in each frame: two
 * layers of value noise (random numbers on a lattice, with smooth bends between them), stretched to the full range.
 * Stored column by column, as what is read moves up and down and never sideways.
 */
export type NoiseTile = Float32Array;

/** Four steps to the finest bend, which the reading blends; more would only make an animation slow to begin. */
export const SIZE = 64;
const WRAP = SIZE - 1;
/** Lattice points along an edge, and the weight, of the broad and of the fine layer. */
const BROAD = 8;
const FINE = 16;
const FINE_WEIGHT = 0.4;

export function createNoise(seed: number): NoiseTile {
  const broad = createLayer(seed, BROAD);
  const tile = createLayer(seed + 1, FINE);
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0; i < tile.length; i++) {
    const value = broad[i]! + FINE_WEIGHT * tile[i]!;
    tile[i] = value;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const span = Math.fround(most) - Math.fround(least);
  for (let i = 0; i < tile.length; i++) tile[i] = (tile[i]! - Math.fround(least)) / span;
  return tile;
}

/** A loop for each row and column, not a function for each value: a tile is made whenever an animation begins. */
function createLayer(seed: number, lattice: number): NoiseTile {
  const lots = chances(seed, lattice * lattice);
  const bends = Float64Array.from({ length: SIZE }, (_, i) => bend(((i / SIZE) * lattice) % 1));
  const layer = new Float32Array(SIZE * SIZE);
  const cell = SIZE / lattice;
  for (let across = 0, i = 0; across < SIZE; across++) {
    const [left, u] = [Math.floor(across / cell), bends[across]!];
    const right = (left + 1) % lattice;
    for (let along = 0; along < SIZE; along++, i++) {
      const below = Math.floor(along / cell) * lattice;
      const above = (below + lattice) % lots.length;
      const lower = lots[below + left]! + (lots[below + right]! - lots[below + left]!) * u;
      const upper = lots[above + left]! + (lots[above + right]! - lots[above + left]!) * u;
      layer[i] = lower + (upper - lower) * bends[along]!;
    }
  }
  return layer;
}

function bend(x: number): number {
  return x * x * (3 - 2 * x);
}

/** Where in a tile the column begins that goes up at this angle, in turns. */
export function columnAt(angle: number): number {
  return (Math.round(angle * SIZE) & WRAP) * SIZE;
}

export function columnsAt(angles: Float32Array): Uint32Array {
  return Uint32Array.from(angles, columnAt);
}

/** The noise in a column, `along` tiles up from its beginning; 0 or more. */
export function noiseAt(tile: NoiseTile, column: number, along: number): number {
  const place = along * SIZE;
  const row = place | 0;
  const here = tile[column + (row & WRAP)]!;
  return here + (tile[column + ((row + 1) & WRAP)]! - here) * (place - row);
}
