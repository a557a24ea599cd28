import type { Projection } from '../projection.ts';

/** Which dots each light covers, and how brightly it is seen there: worked out once, as neither the tree nor we move. */
export interface BulbMap {
  /** For light i, its entries are from `start[i]` up to `start[i + 1]`. */
  readonly offsets: Uint32Array;
  readonly dots: Uint32Array;
  readonly weights: Float32Array;
}

/** A bulb's standard deviation in radii of the tree, and in dots at least; where lights hang densely, in their spacing. */
const BULB_DEVIATION = 0.013;
const MIN_DEVIATION_DOTS = 0.6;
const MAX_DEVIATION_TO_SPACING = 0.17;
/** Farther out, in standard deviations, nothing of it is seen. */
const CUTOFF_DEVIATIONS = 3.2;

/** What is seen of a light on the far side: hardly anything through the needles, and more where there is a gap. */
const FOLIAGE_TRANSMISSION = 0.03;
const GAP_TRANSMISSION = 0.5;

/** `cover`: the share of each dot that the tree hides. */
export function buildPhotoLightMap(projection: Projection, coverage: Float32Array): BulbMap {
  const count = projection.lightX.length;
  const deviation = deviationInDots(projection, count);
  const offsets = new Uint32Array(count + 1);
  const dots: number[] = [];
  const weights: number[] = [];
  for (let light = 0; light < count; light++) {
    const frontness = 1 - smoothstep(projection.depth[light]!);
    forEachDotWithin(projection, light, CUTOFF_DEVIATIONS * deviation, (dot, distance) => {
      const transmission = FOLIAGE_TRANSMISSION + GAP_TRANSMISSION * (1 - coverage[dot]!);
      dots.push(dot);
      weights.push(
        (frontness + (1 - frontness) * transmission) * Math.exp(-0.5 * (distance / deviation) ** 2),
      );
    });
    offsets[light + 1] = dots.length;
  }
  return { offsets, dots: Uint32Array.from(dots), weights: Float32Array.from(weights) };
}

function deviationInDots({ cone, dotsPerUnit }: Projection, count: number): number {
  const spacing = dotsPerUnit * Math.sqrt((2 * cone.radius * cone.height) / count);
  return Math.max(
    MIN_DEVIATION_DOTS,
    Math.min(BULB_DEVIATION * cone.radius * dotsPerUnit, MAX_DEVIATION_TO_SPACING * spacing),
  );
}

function forEachDotWithin(
  { width, height, lightX, lightY }: Projection,
  light: number,
  radiusDots: number,
  visit: (dot: number, distance: number) => void,
): void {
  const [x, y] = [lightX[light]!, lightY[light]!];
  const bottom = Math.min(height - 1, Math.floor(y + radiusDots));
  const right = Math.min(width - 1, Math.floor(x + radiusDots));
  for (let row = Math.max(0, Math.floor(y - radiusDots)); row <= bottom; row++) {
    for (let column = Math.max(0, Math.floor(x - radiusDots)); column <= right; column++) {
      visit(row * width + column, Math.hypot(column + 0.5 - x, row + 0.5 - y));
    }
  }
}

function smoothstep(value: number): number {
  return value * value * (3 - 2 * value);
}
