/** Phases count whole turns: 0, 1 and −3 are the same place. */

/** Twice as fine as other tables: phases are added up and bent by each other, and their steps with them. */
const STEPS = 2048;
const SINE = Float32Array.from({ length: STEPS }, (_, i) => Math.sin((2 * Math.PI * i) / STEPS));

/** The part behind the point, from 0 to 1, below 0 too: −0.25 is at 0.75. */
export function fraction(value: number): number {
  return value - Math.floor(value);
}

/** The sine of a phase, out of a table: right for up to a million turns either way. */
export function sine(turns: number): number {
  return SINE[(turns * STEPS) & (STEPS - 1)]!;
}

/** How far a phase is from the nearest whole turn: −0.5 to 0.5. */
export function wrapToHalfTurn(turns: number): number {
  return turns - Math.round(turns);
}

/** A turn in fixed point: phases in 16 bits wrap around by `& (TURN - 1)`, several times as fast as by `fraction`. */
export const FIXED_POINT_TURN: number = 0x10000;

/** A phase in fixed point, 0 to TURN − 1. */
export function fixedPointPhase(turns: number): number {
  return (fraction(turns) * FIXED_POINT_TURN) | 0;
}
