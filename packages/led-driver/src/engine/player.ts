import {
  ANIMATIONS,
  type AnimationContext,
  createFrame,
  type Frame,
  PALETTES,
  type Painter,
} from '@garland/animations';
import type { AnimationId } from '@garland/protocol';
import type { Look } from '../catalog.ts';

/**
 * One animation as it plays: its painter and how far it has come. An animation that throws, in its preparation or at any
 * moment later, is told to `onFault` once; its last sound picture stays.
 */
export class Player {
  readonly id: AnimationId;
  readonly look: Look;
  readonly still: boolean;
  readonly #speed: number;
  readonly #onFault: (id: AnimationId, error: unknown) => void;
  /** Undefined once it has failed. */
  #paint: Painter | undefined;
  #picture: Frame;
  #draft: Frame;
  #timeS = 0;

  /** Paints the first picture. */
  constructor(
    id: AnimationId,
    look: Look,
    stage: Omit<AnimationContext, 'palette'>,
    onFault: (id: AnimationId, error: unknown) => void,
  ) {
    const { isStill: still, speed, palette, prepare } = ANIMATIONS[look.animation];
    this.id = id;
    this.look = look;
    this.still = still;
    this.#speed = speed * look.speed;
    this.#onFault = onFault;
    this.#picture = createFrame(stage.strip.count);
    this.#draft = createFrame(stage.strip.count);
    this.#guard(() => {
      this.#paint = prepare({ ...stage, palette: PALETTES[look.palette ?? palette] });
    });
    this.advance(0);
  }

  get failed(): boolean {
    return this.#paint === undefined;
  }

  /** What it looks like now. Valid until the next `advance`. */
  get picture(): Frame {
    return this.#picture;
  }

  /** Moves on by `dtS` and paints. */
  advance(dtS: number): void {
    this.#timeS += dtS * this.#speed;
    this.#guard(() => {
      if (!this.#paint) return;
      this.#paint(this.#timeS, this.#draft);
      [this.#picture, this.#draft] = [this.#draft, this.#picture];
    });
  }

  #guard(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#paint = undefined;
      this.#onFault(this.id, error);
    }
  }
}

/** Whether the picture is the same; brightness is none of the picture's business. */
export function sameLook(a: Look, b: Look): boolean {
  return a.animation === b.animation && a.palette === b.palette && a.speed === b.speed;
}
