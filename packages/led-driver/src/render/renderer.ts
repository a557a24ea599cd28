import type { Frame, Strip } from '@garland/animations';
import type { LightConfig, PowerConfig } from '@garland/driver-config';
import type { Output } from '../output/output.ts';
import { FlashGuard } from './flash-guard.ts';
import { type Motion, Pipeline } from './pipeline/pipeline.ts';

/** The limit counts as in force for this long after it last dimmed a frame, so that the state does not flicker. */
const LIMITED_HOLD_S = 1;

export interface RendererParts {
  readonly strip: Strip;
  readonly output: Output;
  readonly startedMs: number;
}

/** Sends painted frames through the pipeline and the flash guard to the output, and keeps track of power. */
export class Renderer {
  readonly pipeline: Pipeline;
  readonly #output: Output;
  readonly #frameListeners = new Set<() => void>();
  readonly #flashGuard: FlashGuard;
  #isHolding = false;
  #sinceLimitedS = LIMITED_HOLD_S;

  constructor({ strip, output, startedMs }: RendererParts, light: LightConfig, power: PowerConfig) {
    this.#output = output;
    this.pipeline = new Pipeline(output, light, power);
    this.#flashGuard = new FlashGuard({
      strip,
      wordsToLight: (words, into) => this.pipeline.readLight(words, into),
      isWithinBudget: (words) => this.pipeline.isWithinBudget(words),
      startedMs,
    });
  }

  get estimatedMa(): number {
    return Math.round(this.#isHolding ? this.pipeline.sentMa : this.pipeline.estimatedMa);
  }

  /** The power limit dims the picture now, or did within the last second. */
  get isLimited(): boolean {
    return this.#sinceLimitedS < LIMITED_HOLD_S;
  }

  /** The flash guard held back part of the last frame; it follows once it is no flash too many. */
  get isHolding(): boolean {
    return this.#isHolding;
  }

  /** Calls back after every frame that was sent. @returns ends that */
  onFrame(listener: () => void): () => void {
    this.#frameListeners.add(listener);
    return () => this.#frameListeners.delete(listener);
  }

  configure(light: LightConfig, power: PowerConfig): void {
    this.pipeline.configure(light, power);
  }

  /**
   * @param brightness perceptual, 0 to 1
   * @returns whether the picture has settled: another frame would be the same
   */
  show(frame: Frame, brightness: number, dtS: number, motion: Motion, nowMs: number): boolean {
    const isSettled = this.pipeline.run(frame, brightness, dtS, motion);
    this.#isHolding = this.#flashGuard.apply(this.#output.pixels, nowMs);
    this.#output.show();
    const isAtRest = isSettled && !this.#isHolding;
    // At rest nothing can flicker, so the last frame alone decides.
    if (this.pipeline.isLimiting) this.#sinceLimitedS = 0;
    else this.#sinceLimitedS = isAtRest ? LIMITED_HOLD_S : this.#sinceLimitedS + dtS;
    for (const listener of this.#frameListeners) listener();
    return isAtRest;
  }
}
