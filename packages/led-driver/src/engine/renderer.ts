import type { Frame, Strip } from '@garland/animations';
import type { LightConfig, PowerConfig } from '@garland/driver-config';
import type { Output } from '../output/output.ts';
import {
  type LightnessTable,
  type Load,
  lightnessTable,
  lightOf,
  linearise,
  PowerModel,
  quantise,
  UNITY,
} from '../output/pipeline.ts';
import { FlashGuard } from './flash-guard.ts';

/** The limit counts as in force for this long after it last dimmed a frame, so that the state does not flutter. */
const LIMITED_HOLD_S = 1;

export interface RendererParts {
  readonly strip: Strip;
  readonly output: Output;
  readonly startedMs: number;
}

/** Takes painted frames through the pipeline to the output, and keeps the power account. */
export class Renderer {
  readonly #output: Output;
  readonly #linear: Uint16Array;
  readonly #load: Load = { red: 0, green: 0, blue: 0 };
  readonly #guard: FlashGuard;
  #table: LightnessTable;
  #power: PowerModel;
  #limits = false;
  #keepsBack = false;
  #sinceLimitedS = LIMITED_HOLD_S;
  #estimatedMa = 0;

  constructor({ strip, output, startedMs }: RendererParts, light: LightConfig, power: PowerConfig) {
    const bears = (words: Uint32Array): boolean => this.#power.bears(words);
    this.#guard = new FlashGuard({ strip, lightOf, bears, startedMs });
    this.#output = output;
    this.#linear = new Uint16Array(output.pixels.length * 3);
    this.#table = lightnessTable(light.gamma);
    this.#power = powerModel(power, output);
  }

  get estimatedMa(): number {
    return Math.round(this.#estimatedMa);
  }

  /** The power limit dims the picture, or did within the last second. */
  get limited(): boolean {
    return this.#sinceLimitedS < LIMITED_HOLD_S;
  }

  /** The last frame was not shown as it was painted: the rest of it follows as soon as it is no flash too many. */
  get keepsBack(): boolean {
    return this.#keepsBack;
  }

  /** The picture stands still: nothing can flutter, so the last frame alone decides. */
  settle(): void {
    if (!this.#limits) this.#sinceLimitedS = LIMITED_HOLD_S;
  }

  configure(light: LightConfig, power: PowerConfig): void {
    this.#table = lightnessTable(light.gamma);
    this.#power = powerModel(power, this.#output);
  }

  /** @param brightness perceptual, 0 to 1 */
  show(frame: Frame, brightness: number, dtS: number, nowMs: number): void {
    linearise(frame, Math.round(brightness * UNITY), this.#table, this.#linear, this.#load);
    const scale = this.#power.limit(this.#load);
    quantise(this.#linear, scale, this.#output.pixels);
    this.#estimatedMa = this.#power.currentMa(this.#load, scale);
    this.#keepsBack = this.#guard.pass(this.#output.pixels, nowMs);
    if (this.#keepsBack) this.#estimatedMa = this.#power.sentMa(this.#output.pixels);
    this.#output.show();
    this.#limits = scale < UNITY;
    this.#sinceLimitedS = this.#limits ? 0 : this.#sinceLimitedS + dtS;
  }
}

function powerModel(power: PowerConfig, { pixels, darkPixels }: Output): PowerModel {
  return new PowerModel(power, pixels.length, darkPixels);
}
