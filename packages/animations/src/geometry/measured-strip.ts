import { unfoldFlatFront } from './flat-front.ts';
import { moveOutliers } from './outliers.ts';
import { type Point, type Strip, stripFromPoints, validatePoints } from './strip-geometry.ts';
import { MAX_ASPECT_RATIO } from './surface-metrics.ts';
import { trimmedRange } from './tree-edge.ts';
import { placeUnseen } from './unseen-pixels.ts';

/** A strip from positions that cameras measured. */
export interface MeasuredStrip {
  readonly strip: Strip;
  /** The pixels that were measured off the tree and moved back onto it, in strip order. */
  readonly outliers: readonly number[];
  /** The pixels without a measured position, in strip order. */
  readonly unseen: readonly number[];
}

/**
 * A strip from a GIFT coordinates file or similar: z points up, and the viewer is at +x. Unit and origin can be any.
 *
 * - The trunk is in the middle of nine tenths of the pixels in x and in y.
 * - Outliers are moved to the tree's edge and reported.
 * - If all x are equal, the pixels are laid on the front half of the tree.
 * - Pixels that were not seen are placed between their neighbours.
 * - The result is scaled so that the farthest pixel has distance 1 and the lowest z = 0.
 * - It is turned by a quarter, so that the viewer moves from +x to −y.
 *
 * @param points undefined for a pixel that was not seen
 * @throws {RangeError} without any point, or for a coordinate that is not a number of at most a million
 */
export function measuredStrip(points: readonly (Point | undefined)[]): MeasuredStrip {
  validatePoints(points);
  const pixels = [...points.keys()];
  const seen = pixels.filter((pixel) => points[pixel] !== undefined);
  const facingFront = turnToFront(seen.map((pixel) => points[pixel]!));
  const onTree = moveOutliers(facingFront);
  const placeOf = new Map(unfoldFlatFront(onTree).map((point, i) => [seen[i], point]));
  return {
    strip: stripFromPoints(toTreeUnits(placeUnseen(pixels.map((pixel) => placeOf.get(pixel))))),
    outliers: seen.filter((_, i) => onTree[i] !== facingFront[i]),
    unseen: pixels.filter((pixel) => points[pixel] === undefined),
  };
}

/** The points with the trunk at the origin and the viewer at −y. */
function turnToFront(points: readonly Point[]): Point[] {
  const trunkX = trimmedMidrange(points.map(({ x }) => x));
  const trunkY = trimmedMidrange(points.map(({ y }) => y));
  return points.map(({ x, y, z }) => ({ x: y - trunkY, y: trunkX - x, z }));
}

/** Smaller differences between positions are rounding errors. */
const MIN_SIZE = 1e-12;

function toTreeUnits(points: readonly Point[]): Point[] {
  const lowest = Math.min(...points.map(({ z }) => z));
  const tall = Math.max(...points.map(({ z }) => z)) - lowest;
  const far = Math.max(...points.map(({ x, y }) => Math.hypot(x, y)));
  const size = Math.max(far, tall / MAX_ASPECT_RATIO);
  const unit = size > MIN_SIZE ? size : 1;
  return points.map(({ x, y, z }) => ({ x: x / unit, y: y / unit, z: (z - lowest) / unit }));
}

function trimmedMidrange(values: readonly number[]): number {
  const [low, high] = trimmedRange(values);
  return (low + high) / 2;
}
