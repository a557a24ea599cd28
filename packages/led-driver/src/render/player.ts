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
 * A playing animation: its painter and its time. If it throws, during its preparation or later, `onFault` is called once,
 * and its last good frame stays.
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
    settings: AnimationSettings,
    context: Omit<AnimationContext, 'palette'>,
    onFault: (id: AnimationId, error: unknown) => void,
  ) {
    const { isStill, speed, palette, prepare } = ANIMATIONS[settings.animation];
    this.id = id;
    this.settings = settings;
    this.isStill = isStill;
    this.#speed = speed * settings.speed;
    this.#onFault = onFault;
    this.#frontFrame = createFrame(context.strip.count);
    this.#backFrame = createFrame(context.strip.count);
    this.#runGuarded(() => {
      this.#paint = prepare({ ...context, palette: PALETTES[settings.palette ?? palette] });
    });
    this.advance(0);
  }

  get hasFailed(): boolean {
    return this.#paint === undefined;
  }

  /** The current frame. Valid until the next `advance`. */
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

/** Whether the picture is the same; brightness is not part of it. */
export function equalSettings(a: AnimationSettings, b: AnimationSettings): boolean {
  return a.animation === b.animation && a.palette === b.palette && a.speed === b.speed;
}
