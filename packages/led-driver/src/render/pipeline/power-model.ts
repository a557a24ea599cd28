import { maxPixelMa, type PowerConfig } from '@garland/driver-config';
import type { Output } from '../../output/output.ts';
import { FULL_DUTY, UNITY } from './fixed-point.ts';

/** The duty of each channel, summed over all pixels. */
export interface ChannelLoad {
  red: number;
  green: number;
  blue: number;
  white: number;
}

export type PoweredStrip = Pick<Output, 'pixels' | 'maskedPixels' | 'hasWhite'>;

/** A strip's current and its budget: I = pixels × idle + Σ duty × current at full duty, over all channels of all pixels. */
export class PowerModel {
  readonly #power: PowerConfig;
  readonly #idleMa: number;
  /** Dithering and rounding add less than one step to a channel. The budget holds even if they do so to all at once. */
  readonly #roundingMa: number;

  constructor(power: PowerConfig, { pixels, maskedPixels, hasWhite }: PoweredStrip) {
    this.#power = power;
    this.#idleMa = power.idle_ma * (pixels.length + maskedPixels);
    this.#roundingMa = (maxPixelMa(power, hasWhite) * pixels.length) / 255;
  }

  /** The estimated current of a frame at this load, all of it scaled by `scale`. */
  currentMa(load: ChannelLoad, scale: number = UNITY): number {
    return this.#idleMa + (this.#lightMa(load) * scale) / UNITY;
  }

  /** The factor, 0 to UNITY, that keeps a frame of this load within the budget. */
  limitScale(load: ChannelLoad): number {
    const lightMa = this.#lightMa(load);
    const availableMa = Math.max(0, this.#power.budget_ma - this.#idleMa - this.#roundingMa);
    return lightMa <= availableMa ? UNITY : Math.floor((availableMa / lightMa) * UNITY);
  }

  /** The estimated current of a frame as it is sent. */
  sentMa(words: Uint32Array): number {
    const { red_ma, green_ma, blue_ma, white_ma } = this.#power;
    let lightMa = 0;
    for (let pixel = 0; pixel < words.length; pixel++) {
      const word = words[pixel]!;
      lightMa += ((word >>> 16) & 0xff) * red_ma + ((word >>> 8) & 0xff) * green_ma;
      lightMa += (word & 0xff) * blue_ma + (word >>> 24) * white_ma;
    }
    return this.#idleMa + lightMa / 255;
  }

  /** Whether the budget allows a frame. Darkness is always allowed, even if the idle current exceeds the budget. */
  isWithinBudget(words: Uint32Array): boolean {
    return this.sentMa(words) <= Math.max(this.#power.budget_ma, this.#idleMa);
  }

  #lightMa({ red, green, blue, white }: ChannelLoad): number {
    const { red_ma, green_ma, blue_ma, white_ma } = this.#power;
    return (red * red_ma + green * green_ma + blue * blue_ma + white * white_ma) / FULL_DUTY;
  }
}
