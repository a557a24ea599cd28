/*
 * The definition of a flash: WCAG 2.2, success criterion 2.3.1 and the terms "general flash and red flash thresholds" and
 * "relative luminance" (https://www.w3.org/TR/WCAG22/#dfn-general-flash-and-red-flash-thresholds), with the formulas of
 * "Understanding Success Criterion 2.3.1". All use *linear* light: 0 is dark, 1 is full.
 */

/** Full light in 16-bit integers, so that sums are exact. */
export const FULL_LINEAR = 65535;

/** The limit in any second, for general and for red flashes separately. */
export const MAX_FLASHES_PER_SECOND = 3;

/** The standard's second, both ends included. */
export const FLASH_WINDOW_MS = 1000;

/** Half a general flash is a change in relative luminance by at least this much … */
export const MIN_LUMINANCE_CHANGE = 0.1;

/** … where the darker of the two states is below this. */
export const MAX_DARKER_LUMINANCE = 0.8;

/** Half a red flash is a change of chromaticity by more than this, in the CIE 1976 UCS diagram. */
export const MIN_CHROMATICITY_CHANGE = 0.2;

/**
 * A saturated red has R − G − B above this. WCAG 2.2 has no such floor, but without one the hue of near darkness would
 * count, which is a matter of rounding. This is the floor of WCAG 2.0: 20 of 320.
 */
export const SATURATED_RED_FLOOR: number = 20 / 320;

/**
 * Black has no chromaticity (https://github.com/w3c/wcag/issues/4285), yet red against black is clearly a red flash. So a
 * colour with R + G + B below this differs from every saturated red. It is half the floor, so that a colour close to one
 * of the limits does not flash.
 */
export const DARK_LIMIT: number = SATURATED_RED_FLOOR / 2;

/** Simultaneous flashes count only if they cover more than this share of a ten-degree field. */
export const MIN_FIELD_SHARE = 0.25;

/** Relative luminance, in ten-thousandths of a step: 0 to 655 350 000. */
export function fixedPointLuminance(red: number, green: number, blue: number): number {
  return 2126 * red + 7152 * green + 722 * blue;
}

export const FULL_LUMINANCE: number = fixedPointLuminance(FULL_LINEAR, FULL_LINEAR, FULL_LINEAR);
