import { createFrame, type Frame, type Strip } from '@garland/animations';
import { EASINGS, type EasingFunction } from './easing.ts';
import { UNITY } from './pipeline/fixed-point.ts';
import type { Player } from './player.ts';

/** What is on show: nothing at first, then one player, or two while one gives way to the other. */
export class Crossfader {
  readonly frame: Frame;
  readonly #frozenFrame: Frame;
  #current: Player | undefined;
  /** Undefined while the frozen picture is what gives way. */
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

  /** The last painted picture was another animation's, or on the way to one. */
  get isChanging(): boolean {
    return this.#isChanging;
  }

  /** Nothing will change without another command. */
  get isStill(): boolean {
    return this.#current?.isStill !== false && !this.isFading;
  }

  /** Gives way to another player. In mid-fade the picture of the moment is what fades, so that nothing ever jumps. */
  fadeTo(next: Player, fadeS: number, ease: EasingFunction): void {
    this.#outgoing = this.isFading ? undefined : this.#current;
    this.#frozenFrame.set(this.frame);
    this.#current = next;
    this.#fadeS = fadeS;
    this.#elapsedS = 0;
    this.#ease = ease;
    this.#hasNewPlayer = true;
  }

  /** Moves on by `dtS` and paints `frame`. */
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

/**
 * Mixes `from` into `to`, in place: from + (to − from) × weight. In perceptual units, so that half the weight looks
 * like half.
 *
 * @param weight of `to`, 0 to UNITY
 */
export function blendFrames(from: Frame, to: Frame, weight: number): void {
  const factor = weight | 0;
  for (let i = 0; i < to.length; i++) {
    const start = from[i]!;
    to[i] = start + (Math.imul(to[i]! - start, factor) >> 15);
  }
}
