import type { Strip } from './strip.ts';

/** The tree's skin, for animations that draw on it: how tall it is and how densely the pixels sit, in base radii. */
export interface Surface {
  readonly tallness: number;
  /** Typical way from a pixel to its neighbours; what is drawn should not be much smaller, or it falls between them. */
  readonly pitch: number;
}

/** Taller than this it is a pole, and how much taller makes no difference. */
const TALLEST = 50;
const FINEST = 0.05;
const COARSEST = 0.6;

/** Takes the tree for a cone with its pixels evenly spread over the mantle. */
export function surfaceOf({ x, y, z }: Strip): Surface {
  const extent = (values: Float32Array) =>
    values.reduce((most, value) => Math.max(most, value)) -
    values.reduce((least, value) => Math.min(least, value));
  const base = x.reduce((most, _, i) => Math.max(most, Math.hypot(x[i]!, y[i]!)), 0) || 1;
  const tallness = Math.min(TALLEST, extent(z) / base);
  const mantle = Math.PI * Math.hypot(1, tallness);
  return { tallness, pitch: Math.min(COARSEST, Math.max(FINEST, Math.sqrt(mantle / x.length))) };
}
