import { chance } from './random.ts';

/**
 * A square of smooth noise, 0 to 1, that continues at its opposite edge. Made once a stage and read in each frame: two
 * layers of value noise (random numbers on a lattice, with smooth bends between them), stretched to the full range.
 */
export type NoiseTile = Float32Array;

const SIZE = 64;
const WRAP = SIZE - 1;
/** Lattice points along an edge, and the weight, of the broad and of the fine layer. */
const BROAD = 8;
const FINE = 16;
const FINE_WEIGHT = 0.4;

export function createNoise(seed: number): NoiseTile {
  const raw = Float32Array.from({ length: SIZE * SIZE }, (_, i) => {
    const [u, v] = [(i & WRAP) / SIZE, Math.floor(i / SIZE) / SIZE];
    return layer(seed, u * BROAD, v * BROAD, BROAD) + FINE_WEIGHT * layer(seed + 1, u * FINE, v * FINE, FINE);
  });
  const least = raw.reduce((a, b) => Math.min(a, b));
  const most = raw.reduce((a, b) => Math.max(a, b));
  return raw.map((value) => (value - least) / (most - least));
}

function layer(seed: number, u: number, v: number, lattice: number): number {
  const [column, row] = [Math.floor(u), Math.floor(v)];
  const at = (right: number, down: number) =>
    chance(seed, ((column + right) % lattice) + ((row + down) % lattice) * lattice);
  const [across, along] = [bend(u - column), bend(v - row)];
  const upper = at(0, 0) + (at(1, 0) - at(0, 0)) * across;
  const lower = at(0, 1) + (at(1, 1) - at(0, 1)) * across;
  return upper + (lower - upper) * along;
}

function bend(x: number): number {
  return x * x * (3 - 2 * x);
}

/** The noise at a place given in tiles, 0 or more: 1 across is once around, and so on. */
export function noiseAt(tile: NoiseTile, across: number, along: number): number {
  const u = across * SIZE;
  const v = along * SIZE;
  const column = u | 0;
  const row = v | 0;
  const left = column & WRAP;
  const right = (column + 1) & WRAP;
  const here = (row & WRAP) * SIZE;
  const next = ((row + 1) & WRAP) * SIZE;
  const rest = u - column;
  const upper = tile[here + left]! + (tile[here + right]! - tile[here + left]!) * rest;
  const lower = tile[next + left]! + (tile[next + right]! - tile[next + left]!) * rest;
  return upper + (lower - upper) * (v - row);
}
