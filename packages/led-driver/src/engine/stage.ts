import { createFrame, type Frame, type Strip } from '@garland/animations';
import { crossfade, UNITY } from '../output/pipeline.ts';
import type { Player } from './player.ts';

/** What is on show: one player, or two while one gives way to the other. */
export class Stage {
  readonly frame: Frame;
  readonly #from: Frame;
  #current: Player;
  /** Undefined while `#from` holds a frozen picture, or nothing. */
  #leaving: Player | undefined;
  #fadeS = 0;
  #elapsedS = 0;

  constructor(strip: Strip, first: Player) {
    this.frame = createFrame(strip.count);
    this.#from = createFrame(strip.count);
    this.#current = first;
  }

  get current(): Player {
    return this.#current;
  }

  get fading(): boolean {
    return this.#elapsedS < this.#fadeS;
  }

  /** Nothing will change without another command. */
  get still(): boolean {
    return this.#current.still && !this.fading;
  }

  /** Gives way to another player. In mid-fade the picture of the moment is what fades, so that nothing ever jumps. */
  change(next: Player, fadeS: number): void {
    if (this.fading) {
      this.#from.set(this.frame);
      this.#leaving = undefined;
    } else {
      this.#leaving = this.#current;
    }
    this.#current = next;
    this.#fadeS = fadeS;
    this.#elapsedS = 0;
  }

  /** Shows another player at once, and forgets what was before. */
  replace(next: Player): void {
    this.#current = next;
    this.#leaving = undefined;
    this.#fadeS = 0;
  }

  /** Moves on by `dtS` and paints `frame`. */
  paint(dtS: number): void {
    this.#current.advance(dtS);
    this.#current.paint(this.frame);
    if (!this.fading) return;
    this.#elapsedS += dtS;
    if (this.#leaving) {
      this.#leaving.advance(dtS);
      this.#leaving.paint(this.#from);
    }
    crossfade(this.#from, this.frame, Math.round(ease(this.#elapsedS / this.#fadeS) * UNITY));
    if (!this.fading) this.#leaving = undefined;
  }
}

/** Starts and ends gently: smoothstep, 3x² − 2x³. */
function ease(progress: number): number {
  const x = Math.min(1, progress);
  return x * x * (3 - 2 * x);
}
