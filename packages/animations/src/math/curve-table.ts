/** A curve as a table: a look-up costs the same for any shape, and a Pi Zero has no fast sine. */
export type Curve = Float32Array;

/** Fine enough that steps are invisible without interpolation. */
const STEPS = 1024;

/** The table of `shape` from 0 to 1. */
export function tabulate(shape: (x: number) => number): Curve {
  return Float32Array.from({ length: STEPS }, (_, i) => shape(i / (STEPS - 1)));
}

/** The value at `x`, 0 to 1, 1 excluded. */
export function lookUp(curve: Curve, x: number): number {
  return curve[(x * STEPS) | 0]!;
}

/** The same, interpolated: for curves so steep that steps would be visible. */
export function lookUpInterpolated(curve: Curve, x: number): number {
  const position = x * (STEPS - 1);
  const step = position | 0;
  const here = curve[step]!;
  return here + (curve[step + 1]! - here) * (position - step);
}

/** 0 up to `from`, 1 from `to` on, and a smooth transition in between. */
export function smoothStep(from: number, to: number, x: number): number {
  const share = Math.min(1, Math.max(0, (x - from) / (to - from)));
  return share * share * (3 - 2 * share);
}

export function lerp(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}
