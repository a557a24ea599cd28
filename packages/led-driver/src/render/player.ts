import {
  ANIMATIONS,
  type AnimationContext,
  createFrame,
  type Frame,
  PALETTES,
  type Painter,
} from '@garland/animations';
import type { AnimationId } from '@garland/protocol';
import type { AnimationSettings } from '../catalog.ts';

/**
 * One animation as it plays: its painter and how far it has come. An animation that throws, in its preparation or at any
 * moment later, is told to `onFault` once; its last sound picture stays.
 */
export class Player {
  readonly id: AnimationId;
  readonly settings: AnimationSettings;
  readonly isStill: boolean;
  readonly #speed: number;
  readonly #onFault: (id: AnimationId, error: unknown) => void;
  /** Undefined once it has failed. */
  #paint: Painter | undefined;
  #frontFrame: Frame;
  #backFrame: Frame;
  #timeS = 0;

  /** Paints the first picture. */
  constructor(
    id: AnimationId,
    look: AnimationSettings,
    stage: Omit<AnimationContext, 'palette'>,
    onFault: (id: AnimationId, error: unknown) => void,
  ) {
    const { isStill, speed, palette, prepare } = ANIMATIONS[look.animation];
    this.id = id;
    this.settings = look;
    this.isStill = isStill;
    this.#speed = speed * look.speed;
    this.#onFault = onFault;
    this.#frontFrame = createFrame(stage.strip.count);
    this.#backFrame = createFrame(stage.strip.count);
    this.#runGuarded(() => {
      this.#paint = prepare({ ...stage, palette: PALETTES[look.palette ?? palette] });
    });
    this.advance(0);
  }

  get hasFailed(): boolean {
    return this.#paint === undefined;
  }

  /** What it looks like now. Valid until the next `advance`. */
  get frame(): Frame {
    return this.#frontFrame;
  }

  /** Moves on by `dtS` and paints. */
  advance(dtS: number): void {
    this.#timeS += dtS * this.#speed;
    this.#runGuarded(() => {
      if (!this.#paint) return;
      this.#paint(this.#timeS, this.#backFrame);
      [this.#frontFrame, this.#backFrame] = [this.#backFrame, this.#frontFrame];
    });
  }

  #runGuarded(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#paint = undefined;
      this.#onFault(this.id, error);
    }
  }
}

/** Whether the picture is the same; brightness is none of the picture's business. */
export function equalSettings(a: AnimationSettings, b: AnimationSettings): boolean {
  return a.animation === b.animation && a.palette === b.palette && a.speed === b.speed;
}
