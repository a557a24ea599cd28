import type { Frame } from '@garland/animations';

/**
 * Mixes `from` into `to`, in place: from + (to − from) × weight. In perceptual units, so that half the way looks like half
 * the way.
 *
 * @param weight of `to`, 0 to UNITY
 */
export function blendFrames(from: Frame, to: Frame, weight: number): void {
  const factor = weight | 0;
  for (let i = 0; i < to.length; i++) {
    const start = from[i]!;
    to[i] = start + (Math.imul(to[i]! - start, factor) >> 15);
  }
}
