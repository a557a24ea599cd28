import { FRONT_ANGLE, MAX_COORDINATE, type Strip, stripFromPoints } from './strip-geometry.ts';

/** Options of all layouts on a cone. */
export interface ConeLayoutOptions {
  readonly pixels: number;
  /** Height of the cone, in radii of its base. */
  readonly height?: number | undefined;
  /** The end with the first pixel. */
  readonly start?: 'bottom' | 'top' | undefined;
  /** The direction of the string, seen from above. */
  readonly clockwise?: boolean | undefined;
}

export interface HelixOptions extends ConeLayoutOptions {
  /** The number of turns around the tree. */
  readonly turns?: number | undefined;
}

export interface ZigzagOptions extends ConeLayoutOptions {
  /** The number of times that the string crosses the tree. */
  readonly rows?: number | undefined;
  /** The width of a row in turns, up to 1, centred on the front of the tree. */
  readonly span?: number | undefined;
}

export const DEFAULT_HEIGHT = 2.6;
export const DEFAULT_SPAN = 0.5;
/** A string ends below the tip, where its last turn still has this radius. */
const TIP_RADIUS = 0.06;

/** The number of turns for which rows are about as far apart as the pixels in a row. */
export function defaultTurns(pixels: number): number {
  return Math.max(1, Math.round(Math.sqrt(pixels) * 0.8));
}

/** The same for a zigzag, whose rows are shorter with a smaller span. */
export function defaultRows(pixels: number, span: number = DEFAULT_SPAN): number {
  return Math.max(1, Math.round(Math.sqrt(pixels / span) * 0.8));
}

/**
 * A string wound around a cone, with pixels evenly spaced along the string. Rows are equally far apart, so turns get
 * shorter towards the tip.
 */
export function helixStrip({ turns, ...options }: HelixOptions): Strip {
  validateConeLayout(options);
  const turnCount = turns ?? defaultTurns(options.pixels);
  requireValid('turns', turnCount, turnCount > 0 && turnCount <= MAX_COORDINATE, 'a number above 0');
  return layOnCone(options, turnCount, (turn) => turn);
}

/**
 * A string that climbs a cone from side to side, with pixels evenly spaced along the string: a folded helix. Seen from the
 * front, its first row starts on the left, or on the right if clockwise.
 */
export function zigzagStrip({ rows, span = DEFAULT_SPAN, ...options }: ZigzagOptions): Strip {
  validateConeLayout(options);
  const rowCount = rows ?? defaultRows(options.pixels, span);
  requireValid(
    'rows',
    rowCount,
    Number.isInteger(rowCount) && rowCount > 0 && rowCount <= MAX_COORDINATE,
    'a whole number above 0',
  );
  requireValid('span', span, span > 0 && span <= 1, 'a number above 0, up to 1');
  // The last row is complete, although it ends below the tip.
  const turns = (rowCount * span) / (1 - TIP_RADIUS);
  const direction = options.clockwise ? -1 : 1;
  return layOnCone(
    options,
    turns,
    (turn) => direction * FRONT_ANGLE + span * (triangleWave(turn / span) - 0.5),
  );
}

/** 0 at 0, 1 at 1, 0 at 2, and so on. */
function triangleWave(x: number): number {
  return 1 - Math.abs(1 - (x - 2 * Math.floor(x / 2)));
}

const BISECTION_STEPS = 40;

/** @param angleOf the angle after a number of turns since the first pixel, counter-clockwise */
function layOnCone(
  { pixels, height = DEFAULT_HEIGHT, start = 'bottom', clockwise = false }: ConeLayoutOptions,
  turns: number,
  angleOf: (turn: number) => number,
): Strip {
  const around = 2 * Math.PI * turns;
  const base = stringLengthToTip(1, around, height);
  const tip = stringLengthToTip(TIP_RADIUS, around, height);
  const points = Array.from({ length: pixels }, (_, i) => {
    const share = i / Math.max(1, pixels - 1);
    const climbedShare = start === 'top' ? 1 - share : share;
    const radius = radiusAtStringLength(base - climbedShare * (base - tip), around, height);
    const turn = angleOf(turns * (start === 'top' ? radius - TIP_RADIUS : 1 - radius));
    const radians = 2 * Math.PI * (clockwise ? -turn : turn);
    return { x: radius * Math.cos(radians), y: radius * Math.sin(radians), z: height * (1 - radius) };
  });
  return stripFromPoints(points);
}

/**
 * Length of string between the tip and where the cone has `radius`: the integral of √(slant² + (around·r)²), since a step
 * along the string climbs the slant and goes around in proportion to the radius.
 */
function stringLengthToTip(radius: number, around: number, height: number): number {
  const slant = Math.hypot(1, height);
  const sweep = around * radius;
  return (radius * Math.hypot(slant, sweep) + (slant * slant * Math.asinh(sweep / slant)) / around) / 2;
}

/** The radius with this length of string above it, by bisection, as the length has no inverse in closed form. */
function radiusAtStringLength(length: number, around: number, height: number): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < BISECTION_STEPS; i++) {
    const middle = (low + high) / 2;
    if (stringLengthToTip(middle, around, height) < length) low = middle;
    else high = middle;
  }
  return high;
}

function validateConeLayout({ pixels, height = DEFAULT_HEIGHT }: ConeLayoutOptions): void {
  requireValid('pixels', pixels, Number.isInteger(pixels) && pixels >= 1, 'a whole number above 0');
  requireValid('height', height, height >= 0 && height <= MAX_COORDINATE, 'a number of 0 or more');
}

function requireValid(name: string, value: number, isValid: boolean, expects: string): void {
  if (!isValid) throw new RangeError(`${name}: ${value} is not ${expects}`);
}
