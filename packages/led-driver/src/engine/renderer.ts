import type { Frame, Strip } from '@garland/animations';
import type { LightConfig, PowerConfig } from '@garland/driver-config';
import type { Output } from '../output/output.ts';
import { type Motion, Pipeline } from '../output/pipeline/pipeline.ts';
import { FlashGuard } from './flash-guard.ts';

/** The limit counts as in force for this long after it last dimmed a frame, so that the state does not flutter. */
const LIMITED_HOLD_S = 1;

export interface RendererParts {
  readonly strip: Strip;
  readonly output: Output;
  readonly startedMs: number;
}

/** Takes painted frames through the pipeline and past the flash guard to the output, and keeps the power account. */
export class Renderer {
  readonly #output: Output;
  readonly #pipeline: Pipeline;
  readonly #guard: FlashGuard;
  #keepsBack = false;
  #sinceLimitedS = LIMITED_HOLD_S;

  constructor({ strip, output, startedMs }: RendererParts, light: LightConfig, power: PowerConfig) {
    this.#output = output;
    this.#pipeline = new Pipeline(output, light, power);
    this.#guard = new FlashGuard({
      strip,
      lightOf: (words, into) => this.#pipeline.readLight(words, into),
      bears: (words) => this.#pipeline.bears(words),
      startedMs,
    });
  }

  get estimatedMa(): number {
    return Math.round(this.#keepsBack ? this.#pipeline.sentMa : this.#pipeline.estimatedMa);
  }

  /** The power limit dims the picture, or did within the last second. */
  get limited(): boolean {
    return this.#sinceLimitedS < LIMITED_HOLD_S;
  }

  /** The last frame was not shown as it was painted: the rest of it follows as soon as it is no flash too many. */
  get keepsBack(): boolean {
    return this.#keepsBack;
  }

  configure(light: LightConfig, power: PowerConfig): void {
    this.#pipeline.configure(light, power);
  }

  /**
   * @param brightness perceptual, 0 to 1
   * @returns whether the picture has come to rest: another frame would be the same
   */
  show(frame: Frame, brightness: number, dtS: number, motion: Motion, nowMs: number): boolean {
    const settled = this.#pipeline.run(frame, brightness, dtS, motion);
    this.#keepsBack = this.#guard.pass(this.#output.pixels, nowMs);
    this.#output.show();
    const atRest = settled && !this.#keepsBack;
    // At rest nothing can flutter, so the last frame alone decides.
    if (this.#pipeline.limits) this.#sinceLimitedS = 0;
    else this.#sinceLimitedS = atRest ? LIMITED_HOLD_S : this.#sinceLimitedS + dtS;
    return atRest;
  }

  /** What the strip looks like: linear red, green and blue of each pixel. */
  readColors(bytes: Uint8Array): void {
    this.#pipeline.readColors(bytes);
  }
}
