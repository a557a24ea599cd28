import {
  ANIMATIONS,
  type BuiltInId,
  type Frame,
  PALETTES,
  type Painter,
  type Strip,
} from '@garland/animations';
import type { AnimationId } from '@garland/protocol';

/** One animation as it plays: its painter and how far it has come. */
export class Player {
  readonly id: AnimationId;
  readonly still: boolean;
  readonly #speed: number;
  readonly #paint: Painter;
  #timeS = 0;

  /** @param id is in the catalog */
  constructor(id: AnimationId, strip: Strip, seed: number) {
    const animation = ANIMATIONS[id as string as BuiltInId];
    this.id = id;
    this.still = animation.still;
    this.#speed = animation.speed;
    this.#paint = animation.prepare({ strip, palette: PALETTES[animation.palette], seed });
  }

  advance(dtS: number): void {
    this.#timeS += dtS * this.#speed;
  }

  paint(frame: Frame): void {
    this.#paint(this.#timeS, frame);
  }
}
