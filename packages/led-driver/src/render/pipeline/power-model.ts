import { maxPixelMa, type PowerConfig } from '@garland/driver-config';
import type { Output } from '../../output/output.ts';
import { FULL_DUTY, UNITY } from './fixed-point.ts';

/** Duties, summed over all pixels: of each channel, and of each pixel's largest one. */
export interface ChannelLoad {
  red: number;
  green: number;
  blue: number;
  white: number;
  largest: number;
}

export type PoweredStrip = Pick<Output, 'pixels' | 'maskedPixels' | 'hasWhite'>;

/**
 * The calculated current, and its budget: I = other + pixels × idle + Σ duty × current at full duty. The sum is over all
 * channels of all pixels, or over the largest channel of each.
 */
export class PowerModel {
  readonly #power: PowerConfig;
  /** Of a pixel's largest channel, if only that one counts. */
  readonly #largestMa: number | undefined;
  readonly #darkMa: number;
  /** Dithering and rounding add less than one step to a channel. The budget holds even if they do so to all at once. */
  readonly #roundingMa: number;

  constructor(power: PowerConfig, { pixels, maskedPixels, hasWhite }: PoweredStrip) {
    const pixelMa = maxPixelMa(power, hasWhite);
    this.#power = power;
    this.#largestMa = power.drawn === 'largest' ? pixelMa : undefined;
    this.#darkMa = power.other_ma + power.idle_ma * (pixels.length + maskedPixels);
    this.#roundingMa = (pixelMa * pixels.length) / 255;
  }

  /** The estimated current of a frame at this load, all of it scaled by `scale`. */
  currentMa(load: ChannelLoad, scale: number = UNITY): number {
    return this.#darkMa + (this.#lightMa(load) * scale) / UNITY;
  }

  /** The factor, 0 to UNITY, that keeps a frame of this load within the budget. */
  limitScale(load: ChannelLoad): number {
    const lightMa = this.#lightMa(load);
    const availableMa = Math.max(0, this.#power.budget_ma - this.#darkMa - this.#roundingMa);
    return lightMa <= availableMa ? UNITY : Math.floor((availableMa / lightMa) * UNITY);
  }

  /** The estimated current of a frame as it is sent. */
  sentMa(words: Uint32Array): number {
    const stepsMa =
      this.#largestMa === undefined ? this.#sumMa(words) : largestSteps(words) * this.#largestMa;
    return this.#darkMa + stepsMa / 255;
  }

  /** Whether the budget allows a frame. Darkness is always allowed, even if the idle current exceeds the budget. */
  isWithinBudget(words: Uint32Array): boolean {
    return this.sentMa(words) <= Math.max(this.#power.budget_ma, this.#darkMa);
  }

  #sumMa(words: Uint32Array): number {
    const { red_ma, green_ma, blue_ma, white_ma } = this.#power;
    let sumMa = 0;
    for (let pixel = 0; pixel < words.length; pixel++) {
      const word = words[pixel]!;
      sumMa += ((word >>> 16) & 0xff) * red_ma + ((word >>> 8) & 0xff) * green_ma;
      sumMa += (word & 0xff) * blue_ma + (word >>> 24) * white_ma;
    }
    return sumMa;
  }

  #lightMa({ red, green, blue, white, largest }: ChannelLoad): number {
    if (this.#largestMa !== undefined) return (largest * this.#largestMa) / FULL_DUTY;
    const { red_ma, green_ma, blue_ma, white_ma } = this.#power;
    return (red * red_ma + green * green_ma + blue * blue_ma + white * white_ma) / FULL_DUTY;
  }
}

/** The largest channel of each pixel, summed. */
function largestSteps(words: Uint32Array): number {
  let steps = 0;
  for (let pixel = 0; pixel < words.length; pixel++) {
    const word = words[pixel]!;
    steps += Math.max(word >>> 24, (word >>> 16) & 0xff, (word >>> 8) & 0xff, word & 0xff);
  }
  return steps;
}
