const STEPS = 4096;

/**
 * A table from linear light, 0 or more, to bytes; light above `maxLight` counts as that. The table is indexed by the
 * square root, because the eye is most sensitive at the dark end. `encode` gives the value of a light from 0 to 1.
 */
export function createToneCurve(
  maxLight: number,
  encode: (light: number) => number,
): (light: number) => number {
  const table = Uint8Array.from({ length: STEPS }, (_, i) =>
    Math.round(255 * encode(maxLight * (i / (STEPS - 1)) ** 2)),
  );
  return (light) => table[Math.min(STEPS - 1, Math.round(Math.sqrt(light / maxLight) * (STEPS - 1)))]!;
}
