import type { LightnessCurve } from '@garland/driver-config';

/** The share of full light for a perceived brightness, both 0 to 1. Never falls; exact at both ends. */
export type LightnessFunction = (level: number) => number;

export function createLightness(curve: LightnessCurve): LightnessFunction {
  if (curve === 'cie_lightness') return cieLightness;
  return typeof curve === 'number' ? (level) => level ** curve : interpolateMeasured(curve);
}

/**
 * CIE 1976 lightness, L* = 116 (Y/Yn)^⅓ − 16, inverted; below L* = 8 it is the straight line Y/Yn = L* / κ with
 * κ = 24389/27 (CIE 15:2004).
 */
function cieLightness(level: number): number {
  const lStar = 100 * level;
  return lStar <= 8 ? (lStar * 27) / 24389 : ((lStar + 16) / 116) ** 3;
}

/**
 * A smooth curve through evenly spaced values that never fall: cubic Hermite pieces with slopes that prevent overshooting
 * and falling. M. Steffen, "A simple method for monotonic interpolation in one dimension",
 * Astronomy and Astrophysics 239 (1990), 443.
 */
function interpolateMeasured(values: readonly number[]): LightnessFunction {
  const pieces = values.length - 1;
  const slopes = values.map((_, i) => slopeAt(values, i));
  return (level) => {
    const place = level * pieces;
    const i = Math.min(pieces - 1, Math.floor(place));
    const x = place - i;
    const rise = values[i + 1]! - values[i]!;
    const [before, after] = [slopes[i]!, slopes[i + 1]!];
    const bend = (before + after - 2 * rise) * x + (3 * rise - 2 * before - after);
    return values[i]! + x * (before + x * bend);
  };
}

/** Steffen's equations 11 and 26, with all pieces of one length and no value below the one before. */
function slopeAt(values: readonly number[], i: number): number {
  const rise = (from: number): number => (values[from + 1] ?? 0) - (values[from] ?? 0);
  const last = values.length - 1;
  if (i === 0) return endSlope(rise(0), rise(1));
  if (i === last) return endSlope(rise(last - 1), rise(last - 2));
  const [before, after] = [rise(i - 1), rise(i)];
  return Math.min(2 * before, 2 * after, (before + after) / 2);
}

function endSlope(nearest: number, next: number): number {
  return Math.min(2 * nearest, Math.max(0, 1.5 * nearest - 0.5 * next));
}
