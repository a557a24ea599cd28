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

/** Beyond this a coordinate is a mistake, and single precision would begin to lose it. */
const FARTHEST = 1e6;
const HALVINGS = 40;

/**
 * A string wound around a cone from the bottom up, its pixels evenly spaced along the string. The rows stay equally far
 * apart, so towards the tip a turn needs ever less string.
 */
export function helixStrip({
  pixels,
  turns = defaultTurns(pixels),
  height = DEFAULT_HEIGHT,
}: HelixOptions): Strip {
  if (!Number.isInteger(pixels) || pixels < 1)
    throw new RangeError(`pixels: ${pixels} is no whole number above 0`);
  if (!(turns > 0 && turns <= FARTHEST)) throw new RangeError(`turns: ${turns} is no number above 0`);
  if (!(height >= 0 && height <= FARTHEST))
    throw new RangeError(`height: ${height} is no number of 0 or more`);
  const around = 2 * Math.PI * turns;
  const base = stringAbove(1, around, height);
  const tip = stringAbove(TIP_RADIUS, around, height);
  const points = Array.from({ length: pixels }, (_, i) => {
    const radius = radiusBelow(base - (i / Math.max(1, pixels - 1)) * (base - tip), around, height);
    const turn = around * (1 - radius);
    return { x: radius * Math.cos(turn), y: radius * Math.sin(turn), z: height * (1 - radius) };
  });
  return stripFromPoints(points);
}

/**
 * Length of string between the very tip and where the cone has `radius`: the integral of √(slant² + (around·r)²), since
 * a step along the string climbs the slant and, the wider the cone, goes the farther around.
 */
function stringAbove(radius: number, around: number, height: number): number {
  const slant = Math.hypot(1, height);
  const sweep = around * radius;
  return (radius * Math.hypot(slant, sweep) + (slant * slant * Math.asinh(sweep / slant)) / around) / 2;
}

/** Where the cone has that much string above: found by halving, as the length has no inverse in closed form. */
function radiusBelow(length: number, around: number, height: number): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (stringAbove(middle, around, height) < length) low = middle;
    else high = middle;
  }
  return high;
}

/** A strip whose pixels were measured. At least one point; every coordinate a finite number, at most a million. */
export function stripFromPoints(points: readonly Point[]): Strip {
  const count = points.length;
  if (count === 0) throw new RangeError('A strip has at least one pixel');
  points.forEach(refuseNonsense);
  const z = Float32Array.from(points, (point) => point.z);
  const distance = Float32Array.from(points, (point) => Math.hypot(point.x, point.y));
  const farthest = largest(distance) || 1;
  const lowest = -largest(z.map((value) => -value));
  const span = largest(z) - lowest || 1;
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

function refuseNonsense({ x, y, z }: Point, pixel: number): void {
  for (const [axis, value] of Object.entries({ x, y, z })) {
    if (!(Math.abs(value) <= FARTHEST)) {
      throw new RangeError(
        `pixel ${pixel}: ${axis} is ${value}, not a number between -${FARTHEST} and ${FARTHEST}`,
      );
    }
  }
}

function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, value), -Infinity);
}

function turnsOf(radians: number): number {
  const turns = Math.fround(radians / (2 * Math.PI));
  const wrapped = Math.fround(turns < 0 ? turns + 1 : turns);
  return wrapped < 1 ? wrapped : 0;
}
