import { linearToSrgb } from '@garland/animations/color-spaces';
import { createToneCurve } from '../tone-curve.ts';

/** A camera's colour filters leak: this share of each colour ends up in each of the two others. */
const CHANNEL_CROSSTALK = 0.03;

const toByte = createToneCurve(24, (light) => linearToSrgb(1 - Math.exp(-light)));

/**
 * Turns linear light, 0 or more, into sRGB bytes as film would: nothing is cut off, and because colours leak, the core of
 * a very bright light turns white while its halo keeps the colour.
 */
export function toneMap(light: Float32Array, rgb: Uint8Array): void {
  for (let at = 0; at < light.length; at += 3) {
    const crosstalk = CHANNEL_CROSSTALK * (light[at]! + light[at + 1]! + light[at + 2]!);
    rgb[at] = toByte(light[at]! * (1 - 3 * CHANNEL_CROSSTALK) + crosstalk);
    rgb[at + 1] = toByte(light[at + 1]! * (1 - 3 * CHANNEL_CROSSTALK) + crosstalk);
    rgb[at + 2] = toByte(light[at + 2]! * (1 - 3 * CHANNEL_CROSSTALK) + crosstalk);
  }
}
