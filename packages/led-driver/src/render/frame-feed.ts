import type { PlaybackState, ReplyOf } from '@garland/protocol';
import type { Clock } from '../clock.ts';
import type { Output } from '../output/output.ts';

export type FrameReply = ReplyOf<'Frames'>;

/** Previews need no more, and each frame costs an encoding. */
const MAX_FRAMES_PER_SECOND = 60;

/** What shows the frames that are fed to watchers. */
export interface FrameSource {
  /** Calls back after every frame that was sent. Returns what ends that. */
  onFrame(listener: () => void): () => void;
  /** Linear red, green and blue of each pixel, into `bytes`. */
  readColors(bytes: Uint8Array): void;
  state(): PlaybackState;
}

/** Tells watchers what the strip shows. Costs nothing while nobody watches. */
export class FrameFeed {
  readonly #source: FrameSource;
  readonly #clock: Clock;
  readonly #subscribers = new Set<(reply: FrameReply) => void>();
  readonly #bytes: Buffer;
  #unsubscribe: (() => void) | undefined;
  #frameNumber = 0;
  #lastMs = Number.NEGATIVE_INFINITY;
  #cancelDelayed: (() => void) | undefined;

  constructor(source: FrameSource, output: Output, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
    this.#bytes = Buffer.alloc(output.pixels.length * 3);
  }

  /** Sends the frame that shows now, then those that follow. Returns what ends that. */
  subscribe(emit: (reply: FrameReply) => void): () => void {
    this.#subscribers.add(emit);
    this.#unsubscribe ??= this.#source.onFrame(() => this.#handleFrame());
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

  /** The last frame before a still picture must not be the one that is left out, so what is too early is sent late. */
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
    this.#source.readColors(this.#bytes);
    return {
      number: this.#frameNumber,
      animation: this.#source.state().animation,
      rgb: this.#bytes.toString('base64'),
    };
  }
}
