import { createFrame, type Frame, type Strip } from '@garland/animations';
import { crossfade } from '../output/pipeline/crossfade.ts';
import { EASINGS, type Easing } from '../output/pipeline/easing.ts';
import { UNITY } from '../output/pipeline/fixed-point.ts';
import type { Player } from './player.ts';

/** What is on show: nothing at first, then one player, or two while one gives way to the other. */
export class Stage {
  readonly frame: Frame;
  readonly #frozen: Frame;
  #current: Player | undefined;
  /** Undefined while the frozen picture is what gives way. */
  #leaving: Player | undefined;
  #fadeS = 0;
  #elapsedS = 0;
  #ease: Easing = EASINGS.linear;
  #changed = false;
  #changing = false;

  constructor(strip: Strip) {
    this.frame = createFrame(strip.count);
    this.#frozen = createFrame(strip.count);
  }

  get current(): Player | undefined {
    return this.#current;
  }

  get fading(): boolean {
    return this.#elapsedS < this.#fadeS;
  }

  /** The last painted picture was another animation's, or on the way to one. */
  get changing(): boolean {
    return this.#changing;
  }

  /** Nothing will change without another command. */
  get still(): boolean {
    return this.#current?.still !== false && !this.fading;
  }

  /** Gives way to another player. In mid-fade the picture of the moment is what fades, so that nothing ever jumps. */
  change(next: Player, fadeS: number, ease: Easing): void {
    this.#leaving = this.fading ? undefined : this.#current;
    this.#frozen.set(this.frame);
    this.#current = next;
    this.#fadeS = fadeS;
    this.#elapsedS = 0;
    this.#ease = ease;
    this.#changed = true;
  }

  /** Moves on by `dtS` and paints `frame`. */
  paint(dtS: number): void {
    if (!this.#current) return;
    this.#current.advance(dtS);
    this.frame.set(this.#current.picture);
    this.#changing = this.#changed || this.fading;
    this.#changed = false;
    if (!this.fading) return;
    this.#elapsedS += dtS;
    this.#leaving?.advance(dtS);
    const from = this.#leaving?.picture ?? this.#frozen;
    const share = Math.min(1, this.#elapsedS / this.#fadeS);
    crossfade(from, this.frame, Math.round(this.#ease(share) * UNITY));
    if (!this.fading) this.#leaving = undefined;
  }
}
