import type { AnimationId, ReplyOf } from '@garland/protocol';
import type { Clock } from '../clock.ts';
import type { Renderer } from './renderer.ts';

export type FrameReply = ReplyOf<'Frames'>;

/** Previews need no more, and each frame has to be encoded. */
const MAX_FRAMES_PER_SECOND = 60;

/** Sends subscribers the colours that the strip shows. Costs nothing while there are none. */
export class FrameFeed {
  readonly #renderer: Renderer;
  readonly #animationId: () => AnimationId;
  readonly #clock: Clock;
  readonly #subscribers = new Set<(reply: FrameReply) => void>();
  readonly #bytes: Buffer;
  #unsubscribe: (() => void) | undefined;
  #frameNumber = 0;
  #lastMs = Number.NEGATIVE_INFINITY;
  #cancelDelayed: (() => void) | undefined;

  constructor(renderer: Renderer, animationId: () => AnimationId, pixels: number, clock: Clock) {
    this.#renderer = renderer;
    this.#animationId = animationId;
    this.#clock = clock;
    this.#bytes = Buffer.alloc(pixels * 3);
  }

  /** Sends the frame that shows now, then those that follow. @returns ends that */
  subscribe(emit: (reply: FrameReply) => void): () => void {
    this.#subscribers.add(emit);
    this.#unsubscribe ??= this.#renderer.onFrame(() => this.#handleFrame());
    emit(this.#encode());
    return () => {
      this.#subscribers.delete(emit);
      if (this.#subscribers.size > 0) return;
      this.#unsubscribe?.();
      this.#unsubscribe = undefined;
      this.#cancelDelayed?.();
      this.#cancelDelayed = undefined;
    };
  }

  /** The last frame before a still picture must not be skipped, so a frame that is too early is sent late. */
  #handleFrame(): void {
    this.#frameNumber++;
    if (this.#cancelDelayed) return;
    const waitMs = this.#lastMs + 1000 / MAX_FRAMES_PER_SECOND - this.#clock.nowMs();
    if (waitMs <= 0) return this.#send();
    this.#cancelDelayed = this.#clock.after(waitMs, () => {
      this.#cancelDelayed = undefined;
      this.#send();
    });
  }

  #send(): void {
    this.#lastMs = this.#clock.nowMs();
    const reply = this.#encode();
    for (const emit of this.#subscribers) emit(reply);
  }

  #encode(): FrameReply {
    this.#renderer.pipeline.readColors(this.#bytes);
    return {
      number: this.#frameNumber,
      animation: this.#animationId(),
      rgb: this.#bytes.toString('base64'),
    };
  }
}
