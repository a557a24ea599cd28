import { type ColorBalance, multiplyChannels } from './color-balance.ts';
import { UNITY } from './fixed-point.ts';

const MAX_PER_WHITE = 16;
const PER_WHITE_BITS = 11;

/**
 * White extraction: as much of a colour as the white LED can shine is left to it, W = min(R/w_r, G/w_g, B/w_b), and what it
 * shines is taken from the others, R − W w_r and so on, so that the light stays the same. With w = 1 that is the well
 * known W = min(R, G, B). It draws less current, and one LED gives a purer white than three side by side.
 *
 * `red`, `green` and `blue` are w, 0 to UNITY: what the white LED shines, in duties of the others. `perRed` and so on are
 * 1/w, at most 16, with 11 bits behind the point; rounded down, so that nothing is taken that is not there.
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
