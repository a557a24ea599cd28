import { type ColorBalance, multiplyChannels } from './color-balance.ts';
import { UNITY } from './fixed-point.ts';

const MAX_PER_WHITE = 16;
const PER_WHITE_BITS = 11;

/**
 * White extraction: the white LED shows as much of a colour as it can, W = min(R/w_r, G/w_g, B/w_b), and its light is
 * subtracted from the other LEDs, R − W w_r and so on, so the light stays the same. With w = 1 this is the well-known
 * W = min(R, G, B). It draws less current, and one LED gives a purer white than three side by side.
 *
 * `red`, `green` and `blue` are w, 0 to UNITY: the light of the white LED as duties of the others. `perRed` and so on are
 * 1/w, at most 16, with 11 fractional bits; rounded down, so that a difference is never negative.
 */
export interface WhiteExtraction {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly perRed: number;
  readonly perGreen: number;
  readonly perBlue: number;
}

export function createWhiteExtraction({ correction, whiteLed }: ColorBalance): WhiteExtraction {
  const [red, green, blue] = multiplyChannels(whiteLed, correction);
  const per = (share: number): number => Math.floor(Math.min(MAX_PER_WHITE, 1 / share) * 2 ** PER_WHITE_BITS);
  return {
    red: Math.floor(red * UNITY),
    green: Math.floor(green * UNITY),
    blue: Math.floor(blue * UNITY),
    perRed: per(red),
    perGreen: per(green),
    perBlue: per(blue),
  };
}
