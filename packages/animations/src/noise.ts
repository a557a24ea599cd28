import { chance } from './random.ts';

/**
 * A square of smooth noise, 0 to 1, that continues at its opposite edge. Made once a stage and read in each frame: two
 * layers of value noise (random numbers on a lattice, with smooth bends between them), stretched to the full range.
 * Stored column by column, as what is read moves up and down and never sideways.
 */
export type NoiseTile = Float32Array;

const SIZE = 128;
const WRAP = SIZE - 1;
/** Lattice points along an edge, and the weight, of the broad and of the fine layer. */
const BROAD = 8;
const FINE = 16;
const FINE_WEIGHT = 0.4;

export function createNoise(seed: number): NoiseTile {
  const raw = Float32Array.from({ length: SIZE * SIZE }, (_, i) => {
    const [across, along] = [Math.floor(i / SIZE) / SIZE, (i & WRAP) / SIZE];
    return layer(seed, across, along, BROAD) + FINE_WEIGHT * layer(seed + 1, across, along, FINE);
  });
  const least = raw.reduce((a, b) => Math.min(a, b));
  const most = raw.reduce((a, b) => Math.max(a, b));
  return raw.map((value) => (value - least) / (most - least));
}

function layer(seed: number, across: number, along: number, lattice: number): number {
  const [column, row] = [Math.floor(across * lattice), Math.floor(along * lattice)];
  const at = (right: number, up: number) =>
    chance(seed, ((column + right) % lattice) + ((row + up) % lattice) * lattice);
  const [u, v] = [bend(across * lattice - column), bend(along * lattice - row)];
  const lower = at(0, 0) + (at(1, 0) - at(0, 0)) * u;
  const upper = at(0, 1) + (at(1, 1) - at(0, 1)) * u;
  return lower + (upper - lower) * v;
}

function bend(x: number): number {
  return x * x * (3 - 2 * x);
}

/** Where in a tile the columns begin that go up at these angles, in turns. */
export function columnsAt(angles: Float32Array): Uint32Array {
  return Uint32Array.from(angles, (angle) => (Math.round(angle * SIZE) & WRAP) * SIZE);
}

/** The noise in a column, `along` tiles up from its beginning; 0 or more. */
export function noiseAt(tile: NoiseTile, column: number, along: number): number {
  const place = along * SIZE;
  const row = place | 0;
  const here = tile[column + (row & WRAP)]!;
  return here + (tile[column + ((row + 1) & WRAP)]! - here) * (place - row);
}
