import type { Frame } from '@garland/animations';

/** Frames are encoded with about this exponent, as is sRGB. A strip's own curve is applied later. */
const GAMMA = 2.2;
/** Relative luminance of the primaries (IEC 61966-2-1). */
const LUMINANCE_WEIGHTS: readonly number[] = [0.2126, 0.7152, 0.0722];
const LUMINANCE_STEPS = 4096;
const FRACTION_BITS = 12;
const GRAY_STEPS = 1024;
const FULL = 65535;

/** By channel, and then by the high byte of a level: its share of luminance, with FRACTION_BITS bits below a step. */
const CHANNEL_LUMINANCE: Int32Array = Int32Array.from({ length: 768 }, (_, i) =>
  Math.round(
    LUMINANCE_WEIGHTS[i >> 8]! * (((i & 255) + 0.5) / 256) ** GAMMA * (LUMINANCE_STEPS << FRACTION_BITS),
  ),
);
/** CIE lightness, of which FULL is white, by luminance. */
const LIGHTNESS: Uint16Array = Uint16Array.from({ length: LUMINANCE_STEPS }, (_, step) =>
  Math.round(cieLightness((step + 0.5) / LUMINANCE_STEPS) * FULL),
);
/** The level of the gray with a lightness. */
const GRAY_LEVEL: Float32Array = Float32Array.from({ length: GRAY_STEPS }, (_, step) =>
  Math.round(lightnessToLuminance((step + 0.5) / GRAY_STEPS) ** (1 / GAMMA) * FULL),
);

/**
 * Mixes `from` into `to`, in place. The lightness of each pixel moves evenly from the one to the other. A mean of encoded
 * levels alone would be too dark between two colours: half red and half green has 43 % of their luminance. So that mean, which
 * has the right hue, is scaled to its lightness; and where a channel is full already, white is added.
 *
 * The tables have 15 KB, so they just fit into the first-level cache of a Pi Zero.
 *
 * @param weight of `to`, 0 to UNITY
 */
export function blendFrames(from: Frame, to: Frame, weight: number): void {
  // As variables, the tables are not looked up for every pixel.
  const channels = CHANNEL_LUMINANCE;
  const lightness = LIGHTNESS;
  const grays = GRAY_LEVEL;
  const factor = weight | 0;
  for (let i = 0; i < to.length; i += 3) {
    const r0 = from[i]!;
    const g0 = from[i + 1]!;
    const b0 = from[i + 2]!;
    const r1 = to[i]!;
    const g1 = to[i + 1]!;
    const b1 = to[i + 2]!;
    const r = mix(r0, r1, factor);
    const g = mix(g0, g1, factor);
    const b = mix(b0, b1, factor);
    const fromLightness = lightness[luminanceOf(channels, r0, g0, b0)]!;
    const toLightness = lightness[luminanceOf(channels, r1, g1, b1)]!;
    const target = grays[mix(fromLightness, toLightness, factor) >> 6]!;
    const gray = grays[lightness[luminanceOf(channels, r, g, b)]! >> 6]!;
    const scale = target / gray;
    const red = (r * scale) | 0;
    const green = (g * scale) | 0;
    const blue = (b * scale) | 0;
    if ((red | green | blue) <= FULL) {
      to[i] = red;
      to[i + 1] = green;
      to[i + 2] = blue;
    } else {
      const fullScale = FULL / Math.max(r, g, b);
      const white = (target - gray * fullScale) / (FULL - gray * fullScale);
      to[i] = addWhite(r * fullScale, white);
      to[i + 1] = addWhite(g * fullScale, white);
      to[i + 2] = addWhite(b * fullScale, white);
    }
  }
}

const mix = (from: number, to: number, factor: number): number => from + (Math.imul(to - from, factor) >> 15);

const luminanceOf = (channels: Int32Array, red: number, green: number, blue: number): number =>
  (channels[red >> 8]! + channels[(green >> 8) + 256]! + channels[(blue >> 8) + 512]!) >> 12;

const addWhite = (level: number, share: number): number => level + (FULL - level) * share;

/** CIE 15:2004, with white at 1. */
function cieLightness(luminance: number): number {
  return (luminance <= 216 / 24389 ? (luminance * 24389) / 27 : 116 * Math.cbrt(luminance) - 16) / 100;
}

function lightnessToLuminance(lightness: number): number {
  return lightness <= 0.08 ? (lightness * 2700) / 24389 : ((100 * lightness + 16) / 116) ** 3;
}
