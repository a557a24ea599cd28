import { FRONT_ANGLE, MAX_COORDINATE, type Strip, stripFromPoints } from './strip-geometry.ts';

/** What all strings have in common that hang on a cone. */
export interface ConeLayoutOptions {
  readonly pixels: number;
  /** Height of the cone, in radii of its base. */
  readonly height?: number | undefined;
  /** Where the first pixel is. */
  readonly start?: 'bottom' | 'top' | undefined;
  /** Which way the string sets out, seen from above. */
  readonly clockwise?: boolean | undefined;
}

export interface HelixOptions extends ConeLayoutOptions {
  /** How often the string goes around the tree. */
  readonly turns?: number | undefined;
}

export interface ZigzagOptions extends ConeLayoutOptions {
  /** How often the string crosses the tree on its way. */
  readonly rows?: number | undefined;
  /** How far around the tree a row reaches, in turns, up to 1; its middle is the front of the tree. */
  readonly span?: number | undefined;
}

export const DEFAULT_HEIGHT = 2.6;
export const DEFAULT_SPAN = 0.5;
/** A string stops short of the tip, and its last turn is a loop, not a point. */
const TIP_RADIUS = 0.06;

/** Turns that leave rows about as far apart as the pixels in a row. */
export function defaultTurns(pixels: number): number {
  return Math.max(1, Math.round(Math.sqrt(pixels) * 0.8));
}

/** The same for a zigzag, whose rows are the shorter the less of the tree they span. */
export function defaultRows(pixels: number, span: number = DEFAULT_SPAN): number {
  return Math.max(1, Math.round(Math.sqrt(pixels / span) * 0.8));
}

/**
 * A string wound around a cone, its pixels evenly spaced along the string. The rows stay equally far apart, so towards
 * the tip a turn needs ever less string.
 */
export function helixStrip({ turns, ...options }: HelixOptions): Strip {
  validateConeLayout(options);
  const turnCount = turns ?? defaultTurns(options.pixels);
  requireValid('turns', turnCount, turnCount > 0 && turnCount <= MAX_COORDINATE, 'a number above 0');
  return layOnCone(options, turnCount, (turn) => turn);
}

/**
 * A string that climbs a cone from side to side, its pixels evenly spaced along the string: a helix, folded. Its first row
 * sets out from the left, as seen from the front, or clockwise from the right.
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
  // The last row is a whole one, although it ends below the tip.
  const turns = (rowCount * span) / (1 - TIP_RADIUS);
  const direction = options.clockwise ? -1 : 1;
  return layOnCone(
    options,
    turns,
    (turn) => direction * FRONT_ANGLE + span * (triangleWave(turn / span) - 0.5),
  );
}

/** There and back again: 0 at 0, 1 at 1, 0 at 2. */
function triangleWave(x: number): number {
  return 1 - Math.abs(1 - (x - 2 * Math.floor(x / 2)));
}

const BISECTION_STEPS = 40;

/** @param angleOf what becomes of the turns that the string has gone since its first pixel, counter-clockwise */
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
 * Length of string between the very tip and where the cone has `radius`: the integral of √(slant² + (around·r)²), since
 * a step along the string climbs the slant and, the wider the cone, goes the farther around.
 */
function stringLengthToTip(radius: number, around: number, height: number): number {
  const slant = Math.hypot(1, height);
  const sweep = around * radius;
  return (radius * Math.hypot(slant, sweep) + (slant * slant * Math.asinh(sweep / slant)) / around) / 2;
}

/** Where the cone has that much string above: found by halving, as the length has no inverse in closed form. */
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
