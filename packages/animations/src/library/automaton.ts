import type { Animation } from '../animation.ts';
import { blurRamp, rampOf, sample } from '../color/palette.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { fraction } from '../math/phase.ts';
import { hash, randomAt } from '../random/seeded-random.ts';

/**
 * A cell lives if exactly one of the two above it does (Wolfram's rule 60, on cells laid like bricks). A single cell
 * grows into a Sierpiński triangle. Triangles started a power of two apart fill their row after that many generations
 * and die out, so that the next row can start without a seam.
 */
const ROWS = 32;
const TRIANGLE_WIDTH = 8;
const MIN_TRIANGLE_WIDTH = 4;

/** The size of a cell in pixel spacings, and the bounds for the number of cells around the tree. */
const CELL_SPACINGS = 1.1;
const MIN_CELLS = 8;
const MAX_CELLS = 64;
/** Cells are square where the tree has this share of its radius. */
const SQUARE_CELLS_AT_RADIUS = 0.62;
const GENERATIONS_PER_SECOND = 1.1;

const DEAD_LEVEL = 0.05;
/** The share of the palette that one triangle spans from tip to foot. */
const PALETTE_SPAN = 0.12;

export const automaton: Animation = {
  title: 'Automaton',
  description: 'Cells live and die by one simple rule, and triangles made of triangles rise.',
  tags: ['maths', 'lively'],
  palette: 'nordic',
  speed: 1,
  isStill: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const { aspectRatio, pixelSpacing } = surfaceMetrics(strip);
    const ring = cellsAround(pixelSpacing);
    const fir = Math.min(TRIANGLE_WIDTH, Math.max(MIN_TRIANGLE_WIDTH, ring / 4));
    const generations = ROWS * fir;
    const cells = growCells(ring, fir, seed);
    const colors = blurRamp(rampOf(palette), 0.02);
    const hues = Float32Array.from({ length: generations }, (_, generation) => {
      const row = Math.floor(generation / fir);
      const hue = randomAt(seed + 2, row) * (1 - PALETTE_SPAN) + (PALETTE_SPAN * (generation % fir)) / fir;
      return Math.min(hue, 0.999);
    });

    const across = angle.map((turn) => turn * ring);
    const along = height.map((h) => ((1 - h) * aspectRatio * ring) / (2 * Math.PI * SQUARE_CELLS_AT_RADIUS));

    return (timeS, frame) => {
      const passed = fraction((timeS * GENERATIONS_PER_SECOND) / generations) * generations;
      for (let i = 0; i < count; i++) {
        const position = along[i]! + passed;
        const number = position | 0;
        const generation = number % generations;
        const next = generation + 1 === generations ? 0 : generation + 1;
        // Each generation is shifted by half a cell.
        const column = across[i]! + (number % (2 * ring)) * 0.5;
        const here = interpolatedCellAt(cells, generation * ring, ring, column);
        const below = interpolatedCellAt(cells, next * ring, ring, column + 0.5);
        const share = position - number;
        const life = here + (below - here) * share;
        const hue = hues[generation]! + (hues[next]! - hues[generation]!) * share;
        sample(colors, hue, DEAD_LEVEL + (1 - DEAD_LEVEL) * life * life, frame, i * 3);
      }
    };
  },
};

function cellsAround(pixelSpacing: number): number {
  const wanted = Math.log2((2 * Math.PI) / (CELL_SPACINGS * pixelSpacing));
  return Math.min(MAX_CELLS, Math.max(MIN_CELLS, 2 ** Math.floor(wanted)));
}

/** Rows of triangles, each of as many generations as a triangle is wide: 1 where a cell lives. */
function growCells(ring: number, fir: number, seed: number): Float32Array {
  const cells = new Float32Array(ROWS * fir * ring);
  for (let generation = 0; generation < ROWS * fir; generation++) {
    const from = generation * ring;
    const row = Math.floor(generation / fir);
    const shift = (hash(seed, row) >>> 0) % fir;
    for (let cell = 0; cell < ring; cell++) {
      const above = from - ring + cell;
      const left = from - ring + ((cell - 1 + ring) % ring);
      const lives = generation % fir === 0 ? cell % fir === shift : cells[above] !== cells[left];
      cells[from + cell] = lives ? 1 : 0;
    }
  }
  return cells;
}

/** The state at a column of a generation, interpolated between its two nearest cells. */
function interpolatedCellAt(cells: Float32Array, from: number, ring: number, column: number): number {
  const cell = column | 0;
  const here = cells[from + (cell & (ring - 1))]!;
  return here + (cells[from + ((cell + 1) & (ring - 1))]! - here) * (column - cell);
}
