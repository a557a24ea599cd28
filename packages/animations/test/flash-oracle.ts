import {
  DARK_LIMIT,
  FLASH_WINDOW_MS,
  MAX_DARKER_LUMINANCE,
  MIN_CHROMATICITY_CHANGE,
  MIN_FIELD_SHARE,
  MIN_LUMINANCE_CHANGE,
  SATURATED_RED_FLOOR,
} from '../src/flash/wcag-thresholds.ts';
import type { Strip } from '../src/geometry/strip-geometry.ts';

/** Linear red, green and blue, 0 to 1. */
export type LinearColor = readonly [red: number, green: number, blue: number];

export interface LightMoment {
  readonly timeMs: number;
  readonly lights: readonly LinearColor[];
}

type Kind = 'general' | 'red';

/** Far less than the smallest difference that 16 bits can make, and far more than a sum is off. */
const EPSILON = 1e-10;
const BLACK: LinearColor = [0, 0, 0];

/**
 * The definitions once more, as plainly as they can be written: all of history is looked through again for every
 * question. It shares nothing with the analyser but the thresholds.
 *
 * @returns the most flashes in any second
 */
export function flashesByDefinition(
  strip: Strip,
  moments: readonly LightMoment[],
  kind: Kind,
  area: number = MIN_FIELD_SHARE,
): number {
  const timesMs = moments.map(({ timeMs }) => timeMs);
  const pixels = Array.from({ length: strip.count }, (_, i) => i);
  const turnsAt = (histories: readonly (readonly LinearColor[])[]) =>
    histories.map((history) => transitions(history, kind).map((frame) => timesMs[frame]!));
  const pixelTurns = turnsAt(pixels.map((i) => moments.map(({ lights }) => lights[i]!)));
  const meanTurns = turnsAt(
    regions(strip).map((members) => moments.map(({ lights }) => mean(members.map((i) => lights[i]!)))),
  );
  const fields = pixels.map((center) => pixels.filter((i) => inSameField(strip, center, i)));
  return timesMs.reduce((most, endMs) => {
    const flashes = (turns: readonly number[]) =>
      Math.floor(turns.filter((ms) => ms >= endMs - FLASH_WINDOW_MS && ms <= endMs).length / 2);
    const means = meanTurns.map(flashes);
    const inFields = fields.map((field) => {
      const sorted = field.map((i) => flashes(pixelTurns[i]!)).sort((a, b) => b - a);
      return sorted[Math.floor(area * field.length)] ?? 0;
    });
    return Math.max(most, ...means, ...inFields);
  }, 0);
}

/** The frames in which a transition is completed. */
function transitions(history: readonly LinearColor[], kind: Kind): number[] {
  const states = [BLACK, ...history];
  const isComplete = kind === 'general' ? changesLuminance : crossesRedThreshold;
  const found: number[] = [];
  let start = 0;
  for (let end = 1; end < states.length; end++) {
    if (!isComplete(states.slice(start, end), states[end]!, found.length % 2 === 1)) continue;
    found.push(end - 1);
    start = end;
  }
  return found;
}

function changesLuminance(before: readonly LinearColor[], now: LinearColor, isUp: boolean): boolean {
  const earlier = before.map(luminance);
  const [low, high] = isUp ? [luminance(now), Math.max(...earlier)] : [Math.min(...earlier), luminance(now)];
  return high - low >= MIN_LUMINANCE_CHANGE - EPSILON && low < MAX_DARKER_LUMINANCE - EPSILON;
}

function crossesRedThreshold(before: readonly LinearColor[], now: LinearColor, isUp: boolean): boolean {
  if (isRed(now) === isUp) return false;
  const ranked = (isUp ? before.filter(isRed) : before).map((light) => ({ light, redness: redness(light) }));
  const extreme = ranked.reduce((one, other) => {
    return (isUp ? other.redness > one.redness : other.redness < one.redness) ? other : one;
  }).light;
  if (isDark(extreme) || isDark(now)) return true;
  const [[u1, v1], [u2, v2]] = [uv(extreme), uv(now)];
  return Math.hypot(u1 - u2, v1 - v2) > MIN_CHROMATICITY_CHANGE;
}

function isRed([red, green, blue]: LinearColor): boolean {
  return red >= 0.8 * (red + green + blue) - EPSILON && red - green - blue > SATURATED_RED_FLOOR;
}

function isDark([red, green, blue]: LinearColor): boolean {
  return red + green + blue < DARK_LIMIT;
}

function redness(light: LinearColor): number {
  return isDark(light) ? -1 : light[0] / (light[0] + light[1] + light[2]);
}

function luminance([red, green, blue]: LinearColor): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Where a light is in the CIE 1976 UCS diagram. */
export function uv([red, green, blue]: LinearColor): readonly [u: number, v: number] {
  const x = 0.4124564 * red + 0.3575761 * green + 0.1804375 * blue;
  const y = 0.2126729 * red + 0.7151522 * green + 0.072175 * blue;
  const z = 0.0193339 * red + 0.119192 * green + 0.9503041 * blue;
  return [(4 * x) / (x + 15 * y + 3 * z), (9 * y) / (x + 15 * y + 3 * z)];
}

/** In whole steps of 16 bits, as the analyser has it. */
function mean(lights: readonly LinearColor[]): LinearColor {
  const channel = (i: 0 | 1 | 2) =>
    Math.round((lights.reduce((sum, light) => sum + light[i], 0) / lights.length) * 65535) / 65535;
  return [channel(0), channel(1), channel(2)];
}

/** The pixels of the tree, and of each eighth that has any: by quarter turns, below and above √½ of the cone's height from its tip. */
function regions(strip: Strip): number[][] {
  const parts = new Map<string, number[]>();
  for (let i = 0; i < strip.count; i++) {
    const part = `${Math.floor(strip.angle[i]! * 4)} ${1 - strip.height[i]! <= Math.SQRT1_2}`;
    for (const key of ['tree', part]) parts.set(key, [...(parts.get(key) ?? []), i]);
  }
  return [...parts.values()];
}

/** Both are within ten degrees, seen from as far away as the tree is tall or wide: less than 5° from one to the other. */
function inSameField({ x, y, z }: Strip, one: number, other: number): boolean {
  const extent = Math.max(...[x, y, z].map((axis) => Math.max(...axis) - Math.min(...axis)));
  const distance = Math.hypot(x[one]! - x[other]!, y[one]! - y[other]!, z[one]! - z[other]!);
  return distance <= extent * Math.tan((5 * Math.PI) / 180);
}
