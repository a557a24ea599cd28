/** Curves as tables: a look-up costs the same for any shape, and a Pi Zero has no fast sine. */
export type Curve = Float32Array;

/** Fine enough for a step not to show: no need to blend two neighbours for every pixel. */
const STEPS = 1024;

/** `shape` from 0 to 1. */
export function tabulate(shape: (x: number) => number): Curve {
  return Float32Array.from({ length: STEPS }, (_, i) => shape(i / (STEPS - 1)));
}

/** The curve at `x`, 0 to 1, 1 excluded. */
export function lookUp(curve: Curve, x: number): number {
  return curve[(x * STEPS) | 0]!;
}

/** The same, blended between two steps: for curves so steep that a step would show. */
export function lookUpInterpolated(curve: Curve, x: number): number {
  const position = x * (STEPS - 1);
  const step = position | 0;
  const here = curve[step]!;
  return here + (curve[step + 1]! - here) * (position - step);
}

/** 0 before `from`, 1 after `to`, and a soft bend at both ends between them. */
export function smoothStep(from: number, to: number, x: number): number {
  const share = Math.min(1, Math.max(0, (x - from) / (to - from)));
  return share * share * (3 - 2 * share);
}
