const BRANCH_OVERHANG = 0.3;
const BRANCH_DROOP = 0.035;

/** How many tiers of branches the fir has. */
const TIERS = 7;

/** A point of the foliage as seen from the front. */
export interface FoliagePoint {
  /** 0 at the branch tips of a tier, 1 under the tier above it. */
  readonly tierPosition: number;
  /** 0 in the middle, 1 at the edge. */
  readonly radialPosition: number;
}

/**
 * The foliage at `xInRadii` (0 is the trunk) and `heightShare` (0 foot, 1 tip), or undefined beside it. Each tier is
 * widest at its tips, which hang lower the farther out they are.
 */
export function foliageAt(xInRadii: number, heightShare: number): FoliagePoint | undefined {
  const side = Math.abs(xInRadii);
  const droopedHeight =
    heightShare +
    BRANCH_DROOP * Math.min(1, side / Math.max(0.05, 1 - heightShare)) ** 2 * (1 + xInRadii * 0.4);
  if (droopedHeight < 0 || droopedHeight >= 1) return undefined;
  // Tiers get shorter towards the tip, where a fir is younger.
  const tier = TIERS * droopedHeight ** 0.9;
  const tierPosition = tier - Math.floor(tier);
  const width = (1 - droopedHeight) * (1 + BRANCH_OVERHANG * (0.55 - tierPosition)) + 0.012;
  return side < width ? { tierPosition, radialPosition: side / width } : undefined;
}
