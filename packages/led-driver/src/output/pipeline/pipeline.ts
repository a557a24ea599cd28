import type { Frame } from '@garland/animations';
import type { LightConfig, PowerConfig } from '@garland/driver-config';
import { type ColorBalance, colorBalance, times } from './color-balance.ts';
import { createErrors, type Errors, restingErrors } from './dither.ts';
import { UNITY } from './fixed-point.ts';
import { type Lightness, lightnessOf } from './lightness.ts';
import { Limiter } from './limiter.ts';
import { type Load, type PoweredStrip, PowerModel } from './power.ts';
import { createLightOf, type LightOf, shownColors } from './shown.ts';
import { createRgbSweep, createRgbwSweep, type Sweep } from './sweep.ts';
import { createToneTable, type ToneTable, tune } from './tones.ts';
import { type WhiteLed, whiteLed } from './white.ts';

/** What the picture does: plays on, is being changed by a command, or will not change without another command. */
export type Motion = 'playing' | 'changing' | 'still';

/** A picture comes to rest, and gets going again, in this time. */
const REST_S = 0.5;

/** What a configuration makes of the stages. */
interface Settings {
  readonly lightness: Lightness;
  readonly balance: ColorBalance;
  readonly led: WhiteLed;
  readonly lightOf: LightOf;
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
  readonly #sweep: Sweep;
  readonly #errors: Errors;
  readonly #phases: Errors;
  readonly #tones: ToneTable = createToneTable();
  readonly #limiter = new Limiter();
  readonly #load: Load = { red: 0, green: 0, blue: 0, white: 0 };
  #settings: Settings;
  /** The tones are tuned to this one; not a number when they have to be tuned anew. */
  #brightness = Number.NaN;
  #scale = UNITY;
  /** How near the picture is to standing without dithering, 0 to 1. */
  #rest: number;
  #frame = 0;

  /** @param strip its pixels receive 0xWWRRGGBB, or 0x00RRGGBB without white */
  constructor(strip: PoweredStrip, light: LightConfig, power: PowerConfig) {
    const { pixels: words, hasWhite } = strip;
    this.#strip = strip;
    this.#errors = createErrors(words.length);
    this.#phases = createErrors(words.length);
    const place = { tones: this.#tones, errors: this.#errors, words, load: this.#load };
    this.#sweep = hasWhite ? createRgbwSweep(place) : createRgbSweep(place);
    this.#settings = this.#settingsOf(light, power);
    this.#rest = light.dithering ? 0 : 1;
  }

  configure(light: LightConfig, power: PowerConfig): void {
    this.#settings = this.#settingsOf(light, power);
    this.#brightness = Number.NaN;
  }

  /** The power limit dimmed the last frame. */
  get limits(): boolean {
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
    this.#tune(brightness);
    this.#moveRest(dtS, motion);
    this.#quantise(frame);
    const limit = this.#settings.power.limit(this.#load);
    const scale = this.#limiter.follow(limit, dtS, motion !== 'playing');
    if (scale !== this.#scale) {
      this.#scale = scale;
      this.#quantise(frame);
    }
    return motion === 'still' && this.#rest === 1;
  }

  /** What the words look like: linear red, green and blue of each pixel. */
  readColors(bytes: Uint8Array): void {
    shownColors(this.#strip.pixels, this.#settings.balance, bytes);
  }

  /** What the words draw, exactly. */
  get sentMa(): number {
    return this.#settings.power.sentMa(this.#strip.pixels);
  }

  /** Whether words may be sent: the power budget allows them. */
  bears(words: Uint32Array): boolean {
    return this.#settings.power.bears(words);
  }

  /** @param light receives the 16-bit linear RGB that words send out */
  readLight(words: Uint32Array, light: Uint16Array): void {
    this.#settings.lightOf(words, light);
  }

  #settingsOf(light: LightConfig, power: PowerConfig): Settings {
    const balance = colorBalance(light);
    return {
      lightness: lightnessOf(light.gamma),
      balance,
      led: whiteLed(balance),
      lightOf: createLightOf(balance),
      power: new PowerModel(power, this.#strip),
      dithering: light.dithering,
    };
  }

  #tune(brightness: number): void {
    if (brightness === this.#brightness) return;
    this.#brightness = brightness;
    const { lightness, balance } = this.#settings;
    tune(this.#tones, lightness, brightness, times(balance.correction, balance.whitePoint));
  }

  #moveRest(dtS: number, motion: Motion): void {
    const step = dtS / REST_S;
    const resting = motion === 'still' || !this.#settings.dithering;
    this.#rest = resting ? Math.min(1, this.#rest + step) : Math.max(0, this.#rest - step);
    this.#frame = (this.#frame + 1) & 0xff;
  }

  /** At the scale of the last frame, which mostly is that of this one too. If not, it is done again. */
  #quantise(frame: Frame): void {
    if (this.#rest > 0) restingErrors(this.#phases, this.#frame, Math.round(this.#rest * 256), this.#errors);
    this.#sweep(frame, this.#scale, this.#settings.led);
  }
}
