import type { Frame } from '@garland/animations';
import type { LightConfig, PowerConfig } from '@garland/driver-config';
import { type ColorBalance, createColorBalance, multiplyChannels } from './color-balance.ts';
import { CurrentLimiter } from './current-limiter.ts';
import { createDitherErrors, type DitherErrors, settlingErrors } from './dither.ts';
import { UNITY } from './fixed-point.ts';
import { createLightness, type LightnessFunction } from './lightness.ts';
import { type ChannelLoad, type PoweredStrip, PowerModel } from './power-model.ts';
import { createWordsToLight, readPreviewColors, type WordsToLight } from './preview-color.ts';
import { createRgbQuantizer, createRgbwQuantizer, type Quantizer } from './quantize.ts';
import { createTransferTable, fillTransferTable, type TransferTable } from './transfer-table.ts';
import { createWhiteExtraction, type WhiteExtraction } from './white-extraction.ts';

/** Whether the picture plays on, is being changed by a command, or will not change without another command. */
export type Motion = 'playing' | 'changing' | 'still';

/** A picture's dithering fades out, and in again, in this time. */
const SETTLE_S = 0.5;

/** The stages as the configuration sets them. */
interface PipelineSettings {
  readonly lightness: LightnessFunction;
  readonly balance: ColorBalance;
  readonly whiteExtraction: WhiteExtraction;
  readonly wordsToLight: WordsToLight;
  readonly power: PowerModel;
  readonly dithering: boolean;
}

/**
 * Converts a painted frame to the words that are sent. The order of the stages matters: brightness, lightness, colour
 * balance, white extraction, power limit, dithering. Only the last one rounds to 8 bits. The output applies the strip's
 * colour order.
 */
export class Pipeline {
  readonly #strip: PoweredStrip;
  readonly #quantizer: Quantizer;
  readonly #errors: DitherErrors;
  readonly #phases: DitherErrors;
  readonly #transferTable: TransferTable = createTransferTable();
  readonly #currentLimiter = new CurrentLimiter();
  readonly #load: ChannelLoad = { red: 0, green: 0, blue: 0, white: 0, largest: 0 };
  #settings: PipelineSettings;
  /** The brightness that the transfer table was filled for; NaN once it is out of date. */
  #brightness = Number.NaN;
  #scale = UNITY;
  /** The share of channels that have settled, so are not dithered, 0 to 1. */
  #settledShare: number;
  #frameCount = 0;

  /** @param strip its `pixels` receive 0xWWRRGGBB, or 0x00RRGGBB without a white LED */
  constructor(strip: PoweredStrip, light: LightConfig, power: PowerConfig) {
    const { pixels: words, hasWhite } = strip;
    this.#strip = strip;
    this.#errors = createDitherErrors(words.length);
    this.#phases = createDitherErrors(words.length);
    const buffers = { transferTable: this.#transferTable, errors: this.#errors, words, load: this.#load };
    this.#quantizer = hasWhite ? createRgbwQuantizer(buffers) : createRgbQuantizer(buffers);
    this.#settings = this.#createSettings(light, power);
    this.#settledShare = light.dithering ? 0 : 1;
  }

  configure(light: LightConfig, power: PowerConfig): void {
    this.#settings = this.#createSettings(light, power);
    this.#brightness = Number.NaN;
  }

  /** Whether the power limit dimmed the last frame. */
  get isLimiting(): boolean {
    return this.#scale < UNITY;
  }

  /** The current of the last frame, as the mean over its dithering. */
  get estimatedMa(): number {
    return this.#settings.power.currentMa(this.#load, this.#scale);
  }

  /**
   * @param brightness perceptual, 0 to 1
   * @returns whether the picture has settled, so another frame would be the same
   */
  run(frame: Frame, brightness: number, dtS: number, motion: Motion): boolean {
    this.#updateTransferTable(brightness);
    this.#advanceSettling(dtS, motion);
    this.#quantize(frame);
    const limit = this.#settings.power.limitScale(this.#load);
    const scale = this.#currentLimiter.update(limit, dtS, motion !== 'playing');
    if (scale !== this.#scale) {
      this.#scale = scale;
      this.#quantize(frame);
    }
    return motion === 'still' && this.#settledShare === 1;
  }

  /** @param bytes receives the colours that are seen: linear red, green and blue of each pixel */
  readColors(bytes: Uint8Array): void {
    readPreviewColors(this.#strip.pixels, this.#settings.balance, bytes);
  }

  /** The current of the words as they were sent. */
  get sentMa(): number {
    return this.#settings.power.sentMa(this.#strip.pixels);
  }

  /** Whether the power budget allows these words. */
  isWithinBudget(words: Uint32Array): boolean {
    return this.#settings.power.isWithinBudget(words);
  }

  /** @param light receives the 16-bit linear RGB that the words produce */
  readLight(words: Uint32Array, light: Uint16Array): void {
    this.#settings.wordsToLight(words, light);
  }

  #createSettings(light: LightConfig, power: PowerConfig): PipelineSettings {
    const balance = createColorBalance(light);
    return {
      lightness: createLightness(light.gamma),
      balance,
      whiteExtraction: createWhiteExtraction(balance),
      wordsToLight: createWordsToLight(balance),
      power: new PowerModel(power, this.#strip),
      dithering: light.dithering,
    };
  }

  #updateTransferTable(brightness: number): void {
    if (brightness === this.#brightness) return;
    this.#brightness = brightness;
    const { lightness, balance } = this.#settings;
    fillTransferTable(
      this.#transferTable,
      lightness,
      brightness,
      multiplyChannels(balance.correction, balance.whitePoint),
    );
  }

  #advanceSettling(dtS: number, motion: Motion): void {
    const step = dtS / SETTLE_S;
    const isSettling = motion === 'still' || !this.#settings.dithering;
    this.#settledShare = isSettling
      ? Math.min(1, this.#settledShare + step)
      : Math.max(0, this.#settledShare - step);
    this.#frameCount = (this.#frameCount + 1) & 0xff;
  }

  /** Uses the scale of the last frame, which is mostly right for this one too. If not, `run` quantizes again. */
  #quantize(frame: Frame): void {
    if (this.#settledShare > 0)
      settlingErrors(this.#phases, this.#frameCount, Math.round(this.#settledShare * 256), this.#errors);
    this.#quantizer(frame, this.#scale, this.#settings.whiteExtraction);
  }
}
