/** A colour as red, green, blue from 0 to 1, gamma-encoded as in sRGB (IEC 61966-2-1). */
export type Rgb = readonly [red: number, green: number, blue: number];

/** A colour in OKLab (Björn Ottosson, 2020): lightness 0 to 1, then green–red and blue–yellow. Equal steps look equal. */
export type Oklab = readonly [lightness: number, greenRed: number, blueYellow: number];

/** The colour written as `#rrggbb`. */
export function parseHex(hex: string): Rgb {
  if (!/^#[0-9a-f]{6}$/.test(hex)) throw new RangeError(`Not a colour of the form #rrggbb: ${hex}`);
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}

/** The share of full light of an sRGB value. */
function srgbToLinear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** The sRGB value of a share of full light, which is clamped to its range. */
export function linearToSrgb(light: number): number {
  const clamped = Math.min(1, Math.max(0, light));
  return clamped <= 0.0031308 ? clamped * 12.92 : 1.055 * clamped ** (1 / 2.4) - 0.055;
}

/** Relative luminance, 0 to 1, as WCAG 2 defines it. */
export function relativeLuminance([red, green, blue]: Rgb): number {
  return 0.2126 * srgbToLinear(red) + 0.7152 * srgbToLinear(green) + 0.0722 * srgbToLinear(blue);
}

export function rgbToOklab(rgb: Rgb): Oklab {
  const [r, g, b] = [srgbToLinear(rgb[0]), srgbToLinear(rgb[1]), srgbToLinear(rgb[2])];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** The same for bytes. */
export function bytesToOklab(red: number, green: number, blue: number): Oklab {
  return rgbToOklab([red / 255, green / 255, blue / 255]);
}

/** The nearest colour that sRGB can show, channel by channel. */
export function oklabToRgb([lightness, a, b]: Oklab): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    linearToSrgb(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    linearToSrgb(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    linearToSrgb(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** The colour between two others, in perceptually even steps. */
export function mixOklab(from: Oklab, to: Oklab, share: number): Oklab {
  return [
    from[0] + (to[0] - from[0]) * share,
    from[1] + (to[1] - from[1]) * share,
    from[2] + (to[2] - from[2]) * share,
  ];
}

/** The perceived difference of two colours. */
export function colorDistance(one: Oklab, other: Oklab): number {
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}
