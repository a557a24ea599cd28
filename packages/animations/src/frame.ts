/**
 * The colours of all pixels at one moment: R, G, B of pixel 0, then of pixel 1, … as 16-bit values, 0 to 65535, in
 * perceptual (gamma-encoded) RGB: half the value looks half as bright. Length 3 × pixels.
 */
export type Frame = Uint16Array;

export const CHANNEL_MAX = 65535;

export function createFrame(pixels: number): Frame {
  return new Uint16Array(pixels * 3);
}
