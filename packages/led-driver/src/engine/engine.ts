import type { Strip } from '@garland/animations';
import type { AnimationId, Role, State } from '@garland/protocol';
import type { Catalog } from '../catalog.ts';
import type { Clock } from '../clock.ts';
import type { LightConfig, PowerConfig } from '../config.ts';
import type { Log } from '../log.ts';
import type { Output } from '../output/output.ts';
import { Governor } from './governor.ts';
import { Player } from './player.ts';
import { RenderLoop } from './render-loop.ts';
import { Renderer } from './renderer.ts';
import { Stage } from './stage.ts';
import type { StateStore, Wish } from './state-store.ts';

/** Brightness moves through its whole range in this time. */
const BRIGHTNESS_SWEEP_S = 0.4;

export interface EngineParts {
  readonly strip: Strip;
  readonly catalog: Catalog;
  readonly output: Output;
  readonly store: StateStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly seed: number;
}

/**
 * Turns what was wished for into frames. A wish is accepted and remembered at once; it is *shown* as soon as the
 * governor permits, and the last wish is the one that counts.
 */
export class Engine {
  readonly #parts: EngineParts;
  readonly #loop: RenderLoop;
  readonly #stage: Stage;
  readonly #renderer: Renderer;
  readonly #governor = new Governor();
  readonly #stateListeners = new Set<() => void>();
  readonly #frameListeners = new Set<() => void>();
  #light: LightConfig;
  #power: PowerConfig;
  #wish: Wish;
  /** The brightness that the picture is moving towards, and where it is; perceptual, 0 to 1. */
  #targetBrightness: number;
  #brightness = 0;
  #reportedLimited = false;

  constructor(parts: EngineParts, light: LightConfig, power: PowerConfig) {
    this.#parts = parts;
    this.#light = light;
    this.#power = power;
    this.#wish = this.#firstWish();
    this.#targetBrightness = this.#wish.brightness / 100;
    this.#stage = new Stage(parts.strip, this.#player(this.#wish.animation));
    this.#renderer = new Renderer(parts.output, light, power);
    this.#loop = new RenderLoop(parts.clock, this.#periodMs(), (dtS) => this.#tick(dtS));
  }

  start(): void {
    this.#loop.start();
  }

  /** Leaves the strip dark, and the wish on disk. */
  stop(): void {
    this.#loop.stop();
    this.#parts.store.close();
    this.#parts.output.close();
  }

  /** @param id is in the catalog */
  play(id: AnimationId, chosenBy: Role): State {
    if (id === this.#wish.animation) return this.state();
    return this.#accept({ ...this.#wish, animation: id, chosenBy, since: this.#now() });
  }

  setBrightness(percent: number): State {
    if (percent === this.#wish.brightness) return this.state();
    return this.#accept({ ...this.#wish, brightness: percent });
  }

  configure(light: LightConfig, power: PowerConfig): void {
    this.#light = light;
    this.#power = power;
    this.#renderer.configure(light, power);
    this.#loop.periodMs = this.#periodMs();
    this.#changed();
  }

  state(): State {
    const { animation, since, chosenBy, brightness } = this.#wish;
    return {
      animation,
      title: this.#parts.catalog.get(animation)?.title ?? animation,
      since,
      chosenBy,
      brightness,
      limited: this.#renderer.limited,
      estimatedMa: this.#renderer.estimatedMa,
      budgetMa: this.#power.budget_ma,
      pixels: this.#parts.strip.count,
      framesPerSecond: Math.max(1, Math.round(1000 / this.#loop.periodMs)),
      output: this.#parts.output.kind,
    };
  }

  /** Calls back after every change of the state. Returns what ends that. */
  onState(listener: () => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  /** Calls back after every frame that was sent. Returns what ends that. */
  onFrame(listener: () => void): () => void {
    this.#frameListeners.add(listener);
    return () => this.#frameListeners.delete(listener);
  }

  #accept(wish: Wish): State {
    this.#wish = wish;
    this.#parts.store.save(wish);
    this.#changed();
    return this.state();
  }

  #changed(): void {
    this.#loop.start();
    for (const listener of this.#stateListeners) listener();
  }

  /** @returns whether there is more to show */
  #tick(dtS: number): boolean {
    this.#followWish();
    this.#moveBrightness(dtS);
    this.#paint(dtS);
    this.#renderer.show(this.#stage.frame, this.#brightness, dtS);
    for (const listener of this.#frameListeners) listener();
    this.#reportLimit();
    return !this.#settled();
  }

  #followWish(): void {
    if (this.#wishIsShown() || !this.#governor.permit(this.#parts.clock.nowMs())) return;
    this.#targetBrightness = this.#wish.brightness / 100;
    if (this.#stage.current.id !== this.#wish.animation) {
      this.#stage.change(this.#player(this.#wish.animation), this.#light.crossfade_ms / 1000);
    }
  }

  #wishIsShown(): boolean {
    return (
      this.#stage.current.id === this.#wish.animation &&
      this.#targetBrightness === this.#wish.brightness / 100
    );
  }

  #moveBrightness(dtS: number): void {
    const distance = this.#targetBrightness - this.#brightness;
    const step = dtS / BRIGHTNESS_SWEEP_S;
    this.#brightness =
      Math.abs(distance) <= step ? this.#targetBrightness : this.#brightness + Math.sign(distance) * step;
  }

  #settled(): boolean {
    return this.#stage.still && this.#wishIsShown() && this.#brightness === this.#targetBrightness;
  }

  /** A fault in an animation must not end in a restart that plays the same animation again. */
  #paint(dtS: number): void {
    try {
      this.#stage.paint(dtS);
    } catch (error) {
      const { id } = this.#stage.current;
      const { animation } = this.#light;
      this.#parts.log('animation_failed', { id, problem: String(error), playing: animation });
      if (id === (animation as string)) throw error;
      this.#accept({
        ...this.#wish,
        animation: animation as string as AnimationId,
        chosenBy: 'driver',
        since: this.#now(),
      });
      this.#stage.replace(this.#player(this.#wish.animation));
      this.#stage.paint(0);
    }
  }

  #reportLimit(): void {
    const { limited, estimatedMa } = this.#renderer;
    if (limited === this.#reportedLimited) return;
    this.#reportedLimited = limited;
    this.#parts.log('power_limited', { limited, estimatedMa, budgetMa: this.#power.budget_ma });
    for (const listener of this.#stateListeners) listener();
  }

  #firstWish(): Wish {
    const { store, catalog, log } = this.#parts;
    const restored = store.restore();
    if (restored && catalog.get(restored.animation)) {
      log('state_restored', { animation: restored.animation, brightness: restored.brightness });
      return restored;
    }
    const { animation, brightness } = this.#light;
    return {
      animation: animation as string as AnimationId,
      brightness,
      chosenBy: 'driver',
      since: this.#now(),
    };
  }

  #player(id: AnimationId): Player {
    return new Player(id, this.#parts.strip, this.#parts.seed);
  }

  #periodMs(): number {
    return Math.max(1000 / this.#light.frames_per_second, this.#parts.output.minFrameMs);
  }

  #now(): string {
    return this.#parts.clock.wallTime().toISOString();
  }
}
