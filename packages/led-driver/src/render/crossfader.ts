import { createFrame, type Frame, type Strip } from '@garland/animations';
import { blendFrames } from './blend-frames.ts';
import { EASINGS, type EasingFunction } from './easing.ts';
import { UNITY } from './pipeline/fixed-point.ts';
import type { Player } from './player.ts';

/** Shows nothing at first, then one player, or two while one fades into the other. */
export class Crossfader {
  readonly frame: Frame;
  readonly #frozenFrame: Frame;
  #current: Player | undefined;
  /** Undefined while the frozen frame fades out. */
  #outgoing: Player | undefined;
  #fadeS = 0;
  #elapsedS = 0;
  #ease: EasingFunction = EASINGS.linear;
  #hasNewPlayer = false;
  #isChanging = false;

  constructor(strip: Strip) {
    this.frame = createFrame(strip.count);
    this.#frozenFrame = createFrame(strip.count);
  }

  get current(): Player | undefined {
    return this.#current;
  }

  get isFading(): boolean {
    return this.#elapsedS < this.#fadeS;
  }

  /** The last frame was the first of a new player, or part of a fade. */
  get isChanging(): boolean {
    return this.#isChanging;
  }

  /** The picture will not change without another command. */
  get isStill(): boolean {
    return this.#current?.isStill !== false && !this.isFading;
  }

  /** Fades to another player. During a fade, the current frame is frozen and fades out, so that nothing jumps. */
  fadeTo(next: Player, fadeS: number, ease: EasingFunction): void {
    this.#outgoing = this.isFading ? undefined : this.#current;
    this.#frozenFrame.set(this.frame);
    this.#current = next;
    this.#fadeS = fadeS;
    this.#elapsedS = 0;
    this.#ease = ease;
    this.#hasNewPlayer = true;
  }

  /** Advances by `dtS` and paints `frame`. */
  advance(dtS: number): void {
    if (!this.#current) return;
    this.#current.advance(dtS);
    this.frame.set(this.#current.frame);
    this.#isChanging = this.#hasNewPlayer || this.isFading;
    this.#hasNewPlayer = false;
    if (!this.isFading) return;
    this.#elapsedS += dtS;
    this.#outgoing?.advance(dtS);
    const from = this.#outgoing?.frame ?? this.#frozenFrame;
    const share = Math.min(1, this.#elapsedS / this.#fadeS);
    blendFrames(from, this.frame, Math.round(this.#ease(share) * UNITY));
    if (!this.isFading) this.#outgoing = undefined;
  }
}
