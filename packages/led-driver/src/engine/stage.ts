import { createFrame, type Frame, type Strip } from '@garland/animations';
import { crossfade, UNITY } from '../output/pipeline.ts';
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

  /** Nothing will change without another command. */
  get still(): boolean {
    return this.#current?.still !== false && !this.fading;
  }

  /** Gives way to another player. In mid-fade the picture of the moment is what fades, so that nothing ever jumps. */
  change(next: Player, fadeS: number): void {
    this.#leaving = this.fading ? undefined : this.#current;
    this.#frozen.set(this.frame);
    this.#current = next;
    this.#fadeS = fadeS;
    this.#elapsedS = 0;
  }

  /** Moves on by `dtS` and paints `frame`. */
  paint(dtS: number): void {
    if (!this.#current) return;
    this.#current.advance(dtS);
    this.frame.set(this.#current.picture);
    if (!this.fading) return;
    this.#elapsedS += dtS;
    this.#leaving?.advance(dtS);
    const from = this.#leaving?.picture ?? this.#frozen;
    crossfade(from, this.frame, Math.round(ease(this.#elapsedS / this.#fadeS) * UNITY));
    if (!this.fading) this.#leaving = undefined;
  }
}

/** Starts and ends gently: smoothstep, 3x² − 2x³. */
function ease(progress: number): number {
  const x = Math.min(1, progress);
  return x * x * (3 - 2 * x);
}
