/** Curves as tables: a look-up costs the same for any shape, and a Pi Zero has no fast sine. */

/** `curve` at 0, 1/steps, … 1: `steps` + 1 values, so that the last step has an end to lead to. */
export function tabulate(steps: number, curve: (x: number) => number): Float32Array {
  return Float32Array.from({ length: steps + 1 }, (_, i) => curve(i / steps));
}

/** The table's value at `x`, 0 to 1, 1 excluded, on the line between its two neighbours. */
export function lookUp(table: Float32Array, x: number): number {
  const place = x * (table.length - 1);
  const step = place | 0;
  const value = table[step]!;
  return value + (table[step + 1]! - value) * (place - step);
}

/** 0 before `from`, 1 after `to`, and a soft bend at both ends between them. */
export function smoothStep(from: number, to: number, x: number): number {
  const share = Math.min(1, Math.max(0, (x - from) / (to - from)));
  return share * share * (3 - 2 * share);
}
