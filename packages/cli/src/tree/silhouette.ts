import type { Strip } from '@garland/animations';

/** What drawing needs to know of a strip. */
export type Points = Pick<Strip, 'count' | 'x' | 'y' | 'z'>;

/** The cone that the foliage fills, in the strip's own unit. */
export interface Cone {
  readonly foot: number;
  readonly height: number;
  readonly radius: number;
}

/** Foliage reaches a little beyond the lights that hang in it. */
const MARGIN = 1.06;
const SLENDEREST = 6;
/** Lights that are all in one place hang in a tree all the same. */
const SMALLEST = 1e-3;
const STOUTEST = 0.8;

/** The cone that holds most of the lights: measured places have outliers, and a strip can be a single pixel. */
export function coneAround({ count, x, y, z }: Points): Cone {
  const foot = minOf(z);
  const span = maxOf(z) - foot;
  const reach = Array.from({ length: count }, (_, i) => {
    const up = span > 0 ? ((z[i] ?? 0) - foot) / span : 0;
    return Math.hypot(x[i] ?? 0, y[i] ?? 0) / Math.max(0.1, 1 - 0.9 * up);
  }).sort((a, b) => a - b);
  const usual = reach[Math.floor(count * 0.9)] ?? 0;
  const radius = Math.max(usual * MARGIN, span / SLENDEREST, SMALLEST);
  const height = Math.min(Math.max(span * MARGIN, radius * STOUTEST), radius * SLENDEREST);
  return { foot: span > 0 ? foot : foot - height / 2, height, radius };
}

const BOUGH_OVERHANG = 0.3;
const DROOP = 0.035;

/** How many storeys of boughs the fir has. */
const STOREYS = 7;

/** One place on the foliage as seen from the front. */
export interface Foliage {
  /** 0 at the tips of a storey of boughs, 1 under the storey above it. */
  readonly depth: number;
  /** 0 in the middle, 1 at the edge. */
  readonly outward: number;
}

/**
 * What part of the fir is at `across` (in radii, 0 is the trunk) and `up` (0 foot, 1 tip); undefined beside it.
 * Each storey is widest at its tips, which hang lower the farther out they are.
 */
export function foliageAt(across: number, up: number): Foliage | undefined {
  const side = Math.abs(across);
  const hung = up + DROOP * Math.min(1, side / Math.max(0.05, 1 - up)) ** 2 * (1 + across * 0.4);
  if (hung < 0 || hung >= 1) return undefined;
  // Storeys get shorter towards the tip, as a fir's younger years are.
  const storey = STOREYS * hung ** 0.9;
  const depth = storey - Math.floor(storey);
  const width = (1 - hung) * (1 + BOUGH_OVERHANG * (0.55 - depth)) + 0.012;
  return side < width ? { depth, outward: side / width } : undefined;
}

function minOf(values: ArrayLike<number>): number {
  return reduce(values, Math.min, Number.POSITIVE_INFINITY);
}

function maxOf(values: ArrayLike<number>): number {
  return reduce(values, Math.max, Number.NEGATIVE_INFINITY);
}

function reduce(values: ArrayLike<number>, pick: (a: number, b: number) => number, start: number): number {
  let result = start;
  for (let i = 0; i < values.length; i++) result = pick(result, values[i] ?? start);
  return result;
}
