import { DARK_LIMIT, FULL_LINEAR, MIN_CHROMATICITY_CHANGE, SATURATED_RED_FLOOR } from './wcag-thresholds.ts';

type Weights = readonly [red: number, green: number, blue: number];

/** CIE XYZ of linear sRGB, from "Understanding Success Criterion 2.3.1". */
const X: Weights = [0.4124564, 0.3575761, 0.1804375];
const Y: Weights = [0.2126729, 0.7151522, 0.072175];
const Z: Weights = [0.0193339, 0.119192, 0.9503041];

/** For each primary: X + 15Y + 3Z, the denominator of u′ = 4X / (X + 15Y + 3Z) and v′ = 9Y / (X + 15Y + 3Z). */
const [RED_SUM, GREEN_SUM, BLUE_SUM] = X.map((x, i) => x + 15 * Y[i]! + 3 * Z[i]!) as unknown as Weights;

const SATURATED_RED_FLOOR_LEVEL: number = SATURATED_RED_FLOOR * FULL_LINEAR;
const DARK_LEVEL: number = DARK_LIMIT * FULL_LINEAR;

/** R / (R + G + B) ≥ 0.8, and bright enough to count. All light here is linear, 16 bits a channel. */
export function isSaturatedRed(red: number, green: number, blue: number): boolean {
  return red >= 4 * (green + blue) && red - green - blue > SATURATED_RED_FLOOR_LEVEL;
}

export function isDark(red: number, green: number, blue: number): boolean {
  return red + green + blue < DARK_LEVEL;
}

/** Whether two colours, neither of them black, differ enough in the CIE 1976 UCS diagram for a red flash. */
export function exceedsChromaticityChange(
  r1: number,
  g1: number,
  b1: number,
  r2: number,
  g2: number,
  b2: number,
): boolean {
  const one = 1 / (RED_SUM * r1 + GREEN_SUM * g1 + BLUE_SUM * b1);
  const two = 1 / (RED_SUM * r2 + GREEN_SUM * g2 + BLUE_SUM * b2);
  const r = r1 * one - r2 * two;
  const g = g1 * one - g2 * two;
  const b = b1 * one - b2 * two;
  const u = 4 * (X[0] * r + X[1] * g + X[2] * b);
  const v = 9 * (Y[0] * r + Y[1] * g + Y[2] * b);
  return u * u + v * v > MIN_CHROMATICITY_CHANGE * MIN_CHROMATICITY_CHANGE;
}
