/** Where a pixel is: z points up, 1 is the radius of the base of the tree. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** The ordered pixels with their places. All arrays have `count` elements and are never written to once made. */
export interface Strip {
  readonly count: number;
  /** Measured places, in radii of the tree's base; z points up. */
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

export interface HelixOptions {
  readonly pixels: number;
  /** How often the string goes around the tree. */
  readonly turns?: number;
  /** Height of the cone, in radii of its base. */
  readonly height?: number;
}

const DEFAULT_HEIGHT = 2.6;
/** A string stops short of the tip, and its last turn is a loop, not a point. */
const TIP_RADIUS = 0.06;

/** Turns that leave rows about as far apart as the pixels in a row. */
export function defaultTurns(pixels: number): number {
  return Math.max(1, Math.round(Math.sqrt(pixels) * 0.8));
}

/**
 * A string wound around a cone from the bottom up, its pixels evenly spaced along the string.
 *
 * On a cone the length of a turn shrinks with the radius, so the share of the string below height h is 1 − (1 − h)²;
 * solved for h, pixel i of n sits at h = 1 − √(1 − i/(n−1)).
 */
export function helixStrip({
  pixels,
  turns = defaultTurns(pixels),
  height = DEFAULT_HEIGHT,
}: HelixOptions): Strip {
  const points = Array.from({ length: pixels }, (_, i) => {
    const h = 1 - Math.sqrt(1 - (pixels === 1 ? 0 : i / (pixels - 1)) * (1 - TIP_RADIUS ** 2));
    const radius = 1 - h;
    const turn = 2 * Math.PI * turns * h;
    return { x: radius * Math.cos(turn), y: radius * Math.sin(turn), z: height * h };
  });
  return stripFromPoints(points);
}

/** A strip whose pixels were measured. At least one point. */
export function stripFromPoints(points: readonly Point[]): Strip {
  const count = points.length;
  const z = Float32Array.from(points, (point) => point.z);
  const distance = Float32Array.from(points, (point) => Math.hypot(point.x, point.y));
  const farthest = Math.max(...distance) || 1;
  const lowest = Math.min(...z);
  const span = Math.max(...z) - lowest || 1;
  return {
    count,
    x: Float32Array.from(points, (point) => point.x),
    y: Float32Array.from(points, (point) => point.y),
    z,
    height: z.map((value) => (value - lowest) / span),
    angle: Float32Array.from(points, (point) => turnsOf(Math.atan2(point.y, point.x))),
    radius: distance.map((value) => value / farthest),
    along: Float32Array.from(points, (_, i) => (count === 1 ? 0 : i / (count - 1))),
  };
}

function turnsOf(radians: number): number {
  const turns = Math.fround(radians / (2 * Math.PI));
  const wrapped = Math.fround(turns < 0 ? turns + 1 : turns);
  return wrapped < 1 ? wrapped : 0;
}
