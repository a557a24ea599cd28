/** A camera's colour filters leak: this share of each colour ends up in each of the two others. */
const CHANNEL_CROSSTALK = 0.03;

const MAX_LIGHT = 24;
const TONE_CURVE_STEPS = 4096;

/** By the square root of the light, so that the dark end, where the eye is keenest, has the most steps. */
const TONE_CURVE: Uint8Array = Uint8Array.from({ length: TONE_CURVE_STEPS }, (_, i) => {
  const light = MAX_LIGHT * (i / (TONE_CURVE_STEPS - 1)) ** 2;
  return Math.round(255 * linearToSrgb(1 - Math.exp(-light)));
});

/** The sRGB value of a share of full light (IEC 61966-2-1). */
function linearToSrgb(light: number): number {
  return light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055;
}

function toneMapped(light: number): number {
  return TONE_CURVE[
    Math.min(TONE_CURVE_STEPS - 1, Math.round(Math.sqrt(light / MAX_LIGHT) * (TONE_CURVE_STEPS - 1)))
  ]!;
}

/**
 * Linear light, 0 and more, to what a screen shows (sRGB bytes), as film would: nothing is cut off, and because colours
 * leak, the core of a very bright light turns white while its halo keeps the colour.
 */
export function toneMap(light: Float32Array, rgb: Uint8Array): void {
  for (let at = 0; at < light.length; at += 3) {
    const crosstalk = CHANNEL_CROSSTALK * (light[at]! + light[at + 1]! + light[at + 2]!);
    rgb[at] = toneMapped(light[at]! * (1 - 3 * CHANNEL_CROSSTALK) + crosstalk);
    rgb[at + 1] = toneMapped(light[at + 1]! * (1 - 3 * CHANNEL_CROSSTALK) + crosstalk);
    rgb[at + 2] = toneMapped(light[at + 2]! * (1 - 3 * CHANNEL_CROSSTALK) + crosstalk);
  }
}
