/** Phases are in turns: 0, 1 and −3 are the same phase. */

/** Twice as fine as other tables, because sums of phases add up their steps too. */
const STEPS = 2048;
const SINE = Float32Array.from({ length: STEPS }, (_, i) => Math.sin((2 * Math.PI * i) / STEPS));

/** The fractional part, 0 to 1, for negative numbers too: that of −0.25 is 0.75. */
export function fraction(value: number): number {
  return value - Math.floor(value);
}

/** The sine of a phase from a table, for up to a million turns in either direction. */
export function sine(turns: number): number {
  return SINE[(turns * STEPS) & (STEPS - 1)]!;
}

/** The distance of a phase from the nearest whole turn: −0.5 to 0.5. */
export function wrapToHalfTurn(turns: number): number {
  return turns - Math.round(turns);
}

/** A turn in fixed point: `& (FIXED_POINT_TURN - 1)` wraps a 16-bit phase several times as fast as `fraction`. */
export const FIXED_POINT_TURN: number = 0x10000;

/** A phase in fixed point, 0 to FIXED_POINT_TURN − 1. */
export function fixedPointPhase(turns: number): number {
  return (fraction(turns) * FIXED_POINT_TURN) | 0;
}
