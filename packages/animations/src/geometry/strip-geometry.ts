/** Where a pixel is: z points up, 1 is the radius of the base of the tree. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** The ordered pixels with their positions. All arrays have `count` elements and never change. */
export interface Strip {
  readonly count: number;
  /** Positions in radii of the tree's base; z points up. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly z: Float32Array;
  /** 0 at the lowest pixel, 1 at the highest. */
  readonly height: Float32Array;
  /** Around the trunk, in turns: 0 to 1, 1 excluded; counter-clockwise seen from above, 0 towards +x. */
  readonly angle: Float32Array;
  /** Distance from the trunk, 1 at the farthest pixel. */
  readonly radius: Float32Array;
  /** Along the string, 0 at the first pixel, 1 at the last. */
  readonly along: Float32Array;
}

/** The front of the tree, which faces the viewer: towards −y, in turns. */
export const FRONT_ANGLE = 0.75;

/** A larger coordinate is a mistake, and single precision would begin to round it. */
export const MAX_COORDINATE = 1e6;

/** A strip with its pixels at these points: at least one, every coordinate finite and at most a million. */
export function stripFromPoints(points: readonly Point[]): Strip {
  validatePoints(points);
  const count = points.length;
  const z = Float32Array.from(points, (point) => point.z);
  const distance = Float32Array.from(points, (point) => Math.hypot(point.x, point.y));
  const farthest = maxOf(distance) || 1;
  const lowest = -maxOf(z.map((value) => -value));
  const span = maxOf(z) - lowest || 1;
  return {
    count,
    x: Float32Array.from(points, (point) => point.x),
    y: Float32Array.from(points, (point) => point.y),
    z,
    height: z.map((value) => (value - lowest) / span),
    angle: Float32Array.from(points, (point) => radiansToTurns(Math.atan2(point.y, point.x))),
    radius: distance.map((value) => value / farthest),
    along: Float32Array.from(points, (_, i) => (count === 1 ? 0 : i / (count - 1))),
  };
}

/** @throws {RangeError} without points, or for a coordinate out of range */
export function validatePoints(points: readonly (Point | undefined)[]): void {
  if (!points.some((point) => point)) throw new RangeError('A strip must have at least one pixel');
  points.forEach((point, pixel) => {
    for (const axis of ['x', 'y', 'z'] as const) {
      if (!point || Math.abs(point[axis]) <= MAX_COORDINATE) continue;
      throw new RangeError(
        `pixel ${pixel}: ${axis} is ${point[axis]}, not a number between -${MAX_COORDINATE} and ${MAX_COORDINATE}`,
      );
    }
  });
}

function maxOf(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, value), -Infinity);
}

function radiansToTurns(radians: number): number {
  const turns = Math.fround(radians / (2 * Math.PI));
  const wrapped = Math.fround(turns < 0 ? turns + 1 : turns);
  return wrapped < 1 ? wrapped : 0;
}
