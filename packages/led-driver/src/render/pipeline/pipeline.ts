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

/** What the picture does: plays on, is being changed by a command, or will not change without another command. */
export type Motion = 'playing' | 'changing' | 'still';

/** A picture comes to rest, and gets going again, in this time. */
const SETTLE_S = 0.5;

/** What a configuration makes of the stages. */
interface PipelineSettings {
  readonly lightness: LightnessFunction;
  readonly balance: ColorBalance;
  readonly whiteExtraction: WhiteExtraction;
  readonly wordsToLight: WordsToLight;
  readonly power: PowerModel;
  readonly dithering: boolean;
}

/**
 * From a painted frame to the words that are sent, in the one order that is right: brightness, lightness, colour balance,
 * white extraction, power limit, dithering. Nothing is rounded to 8 bits before the last of them; the strip's colour order
 * is the output's business.
 */
export class Pipeline {
  readonly #strip: PoweredStrip;
  readonly #quantizer: Quantizer;
  readonly #errors: DitherErrors;
  readonly #phases: DitherErrors;
  readonly #transferTable: TransferTable = createTransferTable();
  readonly #currentLimiter = new CurrentLimiter();
  readonly #load: ChannelLoad = { red: 0, green: 0, blue: 0, white: 0 };
  #settings: PipelineSettings;
  /** The tones are tuned to this one; not a number when they have to be tuned anew. */
  #brightness = Number.NaN;
  #scale = UNITY;
  /** How near the picture is to standing without dithering, 0 to 1. */
  #settledShare: number;
  #frameCount = 0;

  /** @param strip its pixels receive 0xWWRRGGBB, or 0x00RRGGBB without white */
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

  /** The power limit dimmed the last frame. */
  get isLimiting(): boolean {
    return this.#scale < UNITY;
  }

  /** What the last frame draws, on average over its dithering. */
  get estimatedMa(): number {
    return this.#settings.power.currentMa(this.#load, this.#scale);
  }

  /**
   * @param brightness perceptual, 0 to 1
   * @returns whether the picture has come to rest: another frame would be the same
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

  /** What the words look like: linear red, green and blue of each pixel. */
  readColors(bytes: Uint8Array): void {
    readPreviewColors(this.#strip.pixels, this.#settings.balance, bytes);
  }

  /** What the words draw, exactly. */
  get sentMa(): number {
    return this.#settings.power.sentMa(this.#strip.pixels);
  }

  /** Whether words may be sent: the power budget allows them. */
  isWithinBudget(words: Uint32Array): boolean {
    return this.#settings.power.isWithinBudget(words);
  }

  /** @param light receives the 16-bit linear RGB that words send out */
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

  /** At the scale of the last frame, which mostly is that of this one too. If not, it is done again. */
  #quantize(frame: Frame): void {
    if (this.#settledShare > 0)
      settlingErrors(this.#phases, this.#frameCount, Math.round(this.#settledShare * 256), this.#errors);
    this.#quantizer(frame, this.#scale, this.#settings.whiteExtraction);
  }
}
