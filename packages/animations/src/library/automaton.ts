import type { Animation } from '../animation.ts';
import { blurRamp, rampOf, sample } from '../color/palette.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { fraction } from '../math/phase.ts';
import { hash, randomAt } from '../random/seeded-random.ts';

/**
 * The rule: a cell lives if just one of the two above it does (Wolfram's rule 60, on cells laid like bricks). From a
 * single cell it grows the triangle of Sierpiński, a fir of firs. Sown a power of two apart, firs have filled their row
 * after as many generations and die out, so that the next row can be sown without a seam.
 */
const ROWS = 32;
const TRIANGLE_WIDTH = 8;
const MIN_TRIANGLE_WIDTH = 4;

/** Cells around the tree: as many as there are pixels to show them. Their size, in pitches of the strip. */
const CELL_SPACINGS = 1.1;
const MIN_CELLS = 8;
const MAX_CELLS = 64;
/** Cells are squares where the tree has this share of its radius. */
const SQUARE_CELLS_AT_RADIUS = 0.62;
const GENERATIONS_PER_SECOND = 1.1;

const DEAD_LEVEL = 0.05;
/** Colours change within a fir, too: the share of the palette from its tip to its foot. */
const PALETTE_SPAN = 0.12;

export const automaton: Animation = {
  title: 'Automaton',
  description: 'Cells live and die by one simple rule, and triangles of triangles rise.',
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
        const place = along[i]! + passed;
        const number = place | 0;
        const generation = number % generations;
        const next = generation + 1 === generations ? 0 : generation + 1;
        // Half a cell to the side with each generation; a whole pair of generations is a whole cell.
        const column = across[i]! + (number % (2 * ring)) * 0.5;
        const here = interpolatedCellAt(cells, generation * ring, ring, column);
        const below = interpolatedCellAt(cells, next * ring, ring, column + 0.5);
        const share = place - number;
        const life = here + (below - here) * share;
        const hue = hues[generation]! + (hues[next]! - hues[generation]!) * share;
        sample(colors, hue, DEAD_LEVEL + (1 - DEAD_LEVEL) * life * life, frame, i * 3);
      }
    };
  },
};

function cellsAround(pitch: number): number {
  const wanted = Math.log2((2 * Math.PI) / (CELL_SPACINGS * pitch));
  return Math.min(MAX_CELLS, Math.max(MIN_CELLS, 2 ** Math.floor(wanted)));
}

/** Row after row of firs, each of as many generations as a fir is wide: 1 where a cell lives. */
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

/** The life at a column of a generation, blended between its two nearest cells. */
function interpolatedCellAt(cells: Float32Array, from: number, ring: number, column: number): number {
  const cell = column | 0;
  const here = cells[from + (cell & (ring - 1))]!;
  return here + (cells[from + ((cell + 1) & (ring - 1))]! - here) * (column - cell);
}
