import type { ColorCorrection, LightConfig } from '@garland/driver-config';

/** A value for each channel, in linear light. */
export type PerChannel = readonly [red: number, green: number, blue: number];

/** Converts between the light of three channels and the duties of a strip. All values from 0 to 1. */
export interface ColorBalance {
  /** The strip shows white at these shares of full duty. */
  readonly correction: PerChannel;
  /** The colour that white is to have. */
  readonly whitePoint: PerChannel;
  /** The light of the white LED of an RGBW strip. */
  readonly whiteLed: PerChannel;
}

const NEUTRAL: PerChannel = [1, 1, 1];

/** Duties at which common strips show white, as FastLED measured them (`color.h`: TypicalSMD5050, TypicalPixelString). */
const STRIP_CORRECTIONS: Readonly<Record<ColorCorrection & string, PerChannel>> = {
  none: NEUTRAL,
  smd5050: [1, 176 / 255, 240 / 255],
  pixel_string: [1, 224 / 255, 140 / 255],
};

type BalanceConfig = Pick<LightConfig, 'color_correction' | 'white_point_k' | 'white_led_k'>;

export function createColorBalance({
  color_correction,
  white_point_k,
  white_led_k,
}: BalanceConfig): ColorBalance {
  return {
    correction:
      typeof color_correction === 'string'
        ? STRIP_CORRECTIONS[color_correction]
        : (color_correction as readonly number[] as PerChannel),
    whitePoint: white_point_k === undefined ? NEUTRAL : blackBody(white_point_k),
    whiteLed: white_led_k === undefined ? NEUTRAL : blackBody(white_led_k),
  };
}

export function multiplyChannels(a: PerChannel, b: PerChannel): PerChannel {
  return [a[0] * b[0], a[1] * b[1], a[2] * b[2]];
}

/**
 * The colour of a black body, its strongest channel 1: its chromaticity by the cubic splines of Kim et al. ("Design of
 * advanced color temperature control system for HDTV applications", J. Korean Phys. Soc. 41, 2002), then CIE XYZ to linear
 * sRGB (IEC 61966-2-1). An LED's primaries are not those of sRGB, but nearer to them than one strip is to another.
 *
 * @param kelvin 1667 to 25000; below about 1900 there is no blue in it
 */
export function blackBody(kelvin: number): PerChannel {
  const [x, y] = planckianLocus(kelvin);
  const [X, Y, Z] = [x / y, 1, (1 - x - y) / y];
  const red = 3.2406 * X - 1.5372 * Y - 0.4986 * Z;
  const green = -0.9689 * X + 1.8758 * Y + 0.0415 * Z;
  const blue = Math.max(0, 0.0557 * X - 0.204 * Y + 1.057 * Z);
  const strongest = Math.max(red, green, blue);
  return [red / strongest, green / strongest, blue / strongest];
}

function planckianLocus(kelvin: number): readonly [x: number, y: number] {
  const t = 1000 / kelvin;
  const x =
    kelvin <= 4000
      ? -0.2661239 * t ** 3 - 0.2343589 * t ** 2 + 0.8776956 * t + 0.17991
      : -3.0258469 * t ** 3 + 2.1070379 * t ** 2 + 0.2226347 * t + 0.24039;
  if (kelvin <= 2222) return [x, -1.1063814 * x ** 3 - 1.3481102 * x ** 2 + 2.18555832 * x - 0.20219683];
  if (kelvin <= 4000) return [x, -0.9549476 * x ** 3 - 1.37418593 * x ** 2 + 2.09137015 * x - 0.16748867];
  return [x, 3.081758 * x ** 3 - 5.8733867 * x ** 2 + 3.75112997 * x - 0.37001483];
}
