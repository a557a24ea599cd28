import type { CrossfadeCurve } from '@garland/driver-config';

/** How far a crossfade has come, 0 to 1, when this share of its time has passed. Never falls; exact at both ends. */
export type EasingFunction = (share: number) => number;

/**
 * The usual curves. `smooth` is Hermite's 3x² − 2x³, also known as smoothstep; `smoother` is Perlin's 6x⁵ − 15x⁴ + 10x³
 * ("Improving Noise", 2002), which also starts and ends without a jolt; the others are as their names say. None is
 * steeper than twice the linear one.
 */
export const EASINGS: Readonly<Record<CrossfadeCurve, EasingFunction>> = {
  linear: (x) => x,
  smooth: (x) => x * x * (3 - 2 * x),
  smoother: (x) => x * x * x * (x * (6 * x - 15) + 10),
  sine: (x) => (1 - Math.cos(Math.PI * x)) / 2,
  ease_in: (x) => x * x,
  ease_out: (x) => x * (2 - x),
};
