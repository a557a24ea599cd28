/** A camera's colour filters leak: this share of each colour ends up in each of the two others. */
const LEAK = 0.03;

const BRIGHTEST = 24;
const STEPS = 4096;

/** By the square root of the light, so that the dark end, where the eye is keenest, has the most steps. */
const CURVE: Uint8Array = Uint8Array.from({ length: STEPS }, (_, i) => {
  const light = BRIGHTEST * (i / (STEPS - 1)) ** 2;
  return Math.round(255 * encoded(1 - Math.exp(-light)));
});

/** The sRGB value of a share of full light (IEC 61966-2-1). */
function encoded(light: number): number {
  return light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055;
}

function developed(light: number): number {
  return CURVE[Math.min(STEPS - 1, Math.round(Math.sqrt(light / BRIGHTEST) * (STEPS - 1)))]!;
}

/**
 * Linear light, 0 and more, to what a screen shows (sRGB bytes), as film would: nothing is cut off, and because colours
 * leak, the core of a very bright light turns white while its halo keeps the colour.
 */
export function expose(light: Float32Array, rgb: Uint8Array): void {
  for (let at = 0; at < light.length; at += 3) {
    const leak = LEAK * (light[at]! + light[at + 1]! + light[at + 2]!);
    rgb[at] = developed(light[at]! * (1 - 3 * LEAK) + leak);
    rgb[at + 1] = developed(light[at + 1]! * (1 - 3 * LEAK) + leak);
    rgb[at + 2] = developed(light[at + 2]! * (1 - 3 * LEAK) + leak);
  }
}
