import type { Strip } from '@garland/animations';

/** What drawing needs to know of a strip. */
export type PixelPositions = Pick<Strip, 'count' | 'x' | 'y' | 'z'>;

/** The cone that the foliage fills, in the strip's own unit. */
export interface Cone {
  readonly baseZ: number;
  readonly height: number;
  readonly radius: number;
}

/** Foliage reaches a little beyond the lights that hang in it. */
const FOLIAGE_MARGIN = 1.06;
const MAX_HEIGHT_TO_RADIUS = 6;
/** Lights that are all in one place hang in a tree all the same. */
const MIN_RADIUS = 1e-3;
const MIN_HEIGHT_TO_RADIUS = 0.8;

/** The cone that holds most of the lights: measured places have outliers, and a strip can be a single pixel. */
export function fitCone({ count, x, y, z }: PixelPositions): Cone {
  const baseZ = minOf(z);
  const span = maxOf(z) - baseZ;
  const baseRadii = Array.from({ length: count }, (_, i) => {
    const up = span > 0 ? ((z[i] ?? 0) - baseZ) / span : 0;
    return Math.hypot(x[i] ?? 0, y[i] ?? 0) / Math.max(0.1, 1 - 0.9 * up);
  }).sort((a, b) => a - b);
  const percentile90 = baseRadii[Math.floor(count * 0.9)] ?? 0;
  const radius = Math.max(percentile90 * FOLIAGE_MARGIN, span / MAX_HEIGHT_TO_RADIUS, MIN_RADIUS);
  const height = Math.min(
    Math.max(span * FOLIAGE_MARGIN, radius * MIN_HEIGHT_TO_RADIUS),
    radius * MAX_HEIGHT_TO_RADIUS,
  );
  return { baseZ: span > 0 ? baseZ : baseZ - height / 2, height, radius };
}

const BRANCH_OVERHANG = 0.3;
const BRANCH_DROOP = 0.035;

/** How many storeys of boughs the fir has. */
const TIERS = 7;

/** One place on the foliage as seen from the front. */
export interface FoliagePoint {
  /** 0 at the tips of a storey of boughs, 1 under the storey above it. */
  readonly tierPosition: number;
  /** 0 in the middle, 1 at the edge. */
  readonly radialPosition: number;
}

/**
 * What part of the fir is at `across` (in radii, 0 is the trunk) and `up` (0 foot, 1 tip); undefined beside it.
 * Each storey is widest at its tips, which hang lower the farther out they are.
 */
export function foliageAt(xInRadii: number, heightShare: number): FoliagePoint | undefined {
  const side = Math.abs(xInRadii);
  const droopedHeight =
    heightShare +
    BRANCH_DROOP * Math.min(1, side / Math.max(0.05, 1 - heightShare)) ** 2 * (1 + xInRadii * 0.4);
  if (droopedHeight < 0 || droopedHeight >= 1) return undefined;
  // Storeys get shorter towards the tip, as a fir's younger years are.
  const tier = TIERS * droopedHeight ** 0.9;
  const tierPosition = tier - Math.floor(tier);
  const width = (1 - droopedHeight) * (1 + BRANCH_OVERHANG * (0.55 - tierPosition)) + 0.012;
  return side < width ? { tierPosition, radialPosition: side / width } : undefined;
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
