import type { Strip } from '@garland/animations';
import type { LightConfig, PowerConfig } from '@garland/driver-config';
import type { AnimationId, PlaybackState, Role } from '@garland/protocol';
import type { Catalog, Look } from '../catalog.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Output } from '../output/output.ts';
import { EASINGS } from '../output/pipeline/easing.ts';
import type { Motion } from '../output/pipeline/pipeline.ts';
import { Governor } from './governor.ts';
import { Player, sameLook } from './player.ts';
import { RenderLoop } from './render-loop.ts';
import { Renderer } from './renderer.ts';
import { Stage } from './stage.ts';
import type { StateStore } from './state-store.ts';
import { DARK } from './succession.ts';
import type { Wish } from './wish.ts';
import { Wishes } from './wishes.ts';

/** Brightness moves through its whole range in this time. */
const BRIGHTNESS_SWEEP_S = 0.4;
/** So the first light comes up softly, and is no flash before a second has passed: it would be kept back until then. */
const DARK_AT_START_MS = 850;
/** A picture that flashes too much does so all the time, and one record is enough for a while. */
const FLASH_REPORT_INTERVAL_MS = 60_000;

export interface EngineParts {
  readonly strip: Strip;
  readonly catalog: Catalog;
  readonly output: Output;
  readonly store: Pick<StateStore, 'restore' | 'save'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly seed: number;
  /** By the clock: until then somebody else may have driven the strip, and used up the flashes of a second. */
  readonly startedMs: number;
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
  readonly #governor: Governor;
  readonly #stateListeners = new Set<() => void>();
  readonly #frameListeners = new Set<() => void>();
  #light: LightConfig;
  #power: PowerConfig;
  readonly #wishes: Wishes;
  /** The brightness that the picture is moving towards, and where it is; perceptual, 0 to 1. */
  #targetBrightness = 0;
  #brightness = 0;
  #reportedLimited = false;
  #nextFlashReportMs = 0;

  constructor(parts: EngineParts, light: LightConfig, power: PowerConfig) {
    this.#parts = parts;
    this.#light = light;
    this.#power = power;
    this.#wishes = new Wishes(parts, light, () => this.#changed());
    this.#governor = new Governor(parts.startedMs + DARK_AT_START_MS);
    this.#stage = new Stage(parts.strip);
    this.#renderer = new Renderer(parts, light, power);
    const isReady = (): boolean => !parts.output.busy;
    this.#loop = new RenderLoop(parts.clock, this.#periodMs(), (dtS) => this.#tick(dtS), isReady);
  }

  start(): void {
    this.#wishes.start();
    this.#loop.start();
  }

  /** Frames are due: the picture moves. */
  get playing(): boolean {
    return this.#loop.running;
  }

  /** No frame follows. */
  stop(): void {
    this.#wishes.stop();
    this.#loop.stop();
  }

  /** @param id is in the catalog */
  play(id: AnimationId, chosenBy: Role): PlaybackState {
    this.#wishes.play(id, chosenBy);
    return this.state();
  }

  setBrightness(percent: number): PlaybackState {
    this.#wishes.setBrightness(percent);
    return this.state();
  }

  configure(light: LightConfig, power: PowerConfig): void {
    this.#light = light;
    this.#power = power;
    this.#wishes.configure(light);
    this.#renderer.configure(light, power);
    this.#loop.periodMs = this.#periodMs();
    this.#changed();
  }

  state(): PlaybackState {
    const { animation, since, chosenBy, until } = this.#wish;
    const { next, brightness } = this.#wishes;
    const { brightness: sceneBrightness } = this.#look;
    return {
      animation,
      title: this.#parts.catalog.get(animation)?.title ?? animation,
      since,
      chosenBy,
      ...(until !== undefined && { until }),
      ...(next !== undefined && { next }),
      brightness,
      ...(sceneBrightness < 100 && { sceneBrightness }),
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

  /** What the strip looks like now: linear red, green and blue of each pixel, into `bytes`. */
  readColors(bytes: Uint8Array): void {
    this.#renderer.readColors(bytes);
  }

  get #wish(): Wish {
    return this.#wishes.current;
  }

  /** What is played for the wish. */
  get #look(): Look {
    return this.#parts.catalog.look(this.#wish.animation)!;
  }

  #changed(): void {
    this.#loop.start();
    this.#tellState();
  }

  #tellState(): void {
    for (const listener of this.#stateListeners) listener();
  }

  /** @returns whether there is more to show */
  #tick(dtS: number): boolean {
    this.#followWish();
    this.#moveBrightness(dtS);
    this.#stage.paint(dtS);
    const { frame } = this.#stage;
    const nowMs = this.#parts.clock.nowMs();
    const atRest = this.#renderer.show(frame, this.#brightness, dtS, this.#motion(), nowMs);
    for (const listener of this.#frameListeners) listener();
    this.#reportLimit();
    this.#reportFlashes();
    // The current that a still picture draws is known only now.
    if (atRest) this.#tellState();
    return !atRest;
  }

  #followWish(): void {
    if (this.#wishIsShown() || !this.#governor.permit(this.#parts.clock.nowMs())) return;
    // An animation that can't even begin changes the wish, and is never seen.
    while (!this.#playsWish()) {
      const next = this.#player();
      const { crossfade_ms, crossfade_curve } = this.#light;
      const fadeS = this.#stage.current ? crossfade_ms / 1000 : 0;
      if (!next.failed) this.#stage.change(next, fadeS, EASINGS[crossfade_curve]);
    }
    this.#targetBrightness = this.#wantedBrightness();
  }

  #wishIsShown(): boolean {
    return this.#playsWish() && this.#targetBrightness === this.#wantedBrightness();
  }

  #playsWish(): boolean {
    const { current } = this.#stage;
    return current?.id === this.#wish.animation && !current.failed && sameLook(current.look, this.#look);
  }

  #moveBrightness(dtS: number): void {
    const distance = this.#targetBrightness - this.#brightness;
    const step = dtS / BRIGHTNESS_SWEEP_S;
    this.#brightness =
      Math.abs(distance) <= step ? this.#targetBrightness : this.#brightness + Math.sign(distance) * step;
  }

  #motion(): Motion {
    const arrived = this.#brightness === this.#targetBrightness;
    if (arrived && this.#stage.still && this.#wishIsShown()) return 'still';
    return arrived && !this.#stage.changing ? 'playing' : 'changing';
  }

  /**
   * A fault in an animation must not end in a restart that plays the same animation again. What shows instead is wished
   * for like anything else, so that a broken animation is no way around the governor.
   */
  #replaceFailed(id: AnimationId, error: unknown): void {
    const wanted = id === this.#wish.animation;
    const playing = wanted ? this.#safeInsteadOf(id, error) : this.#wish.animation;
    this.#parts.log('animation_failed', { id, problem: String(error), playing });
    if (wanted) this.#wishes.replace(playing);
  }

  #safeInsteadOf(id: AnimationId, error: unknown): AnimationId {
    const { animation } = this.#light;
    if (id === DARK) throw error;
    return id === animation ? DARK : (animation as AnimationId);
  }

  #reportLimit(): void {
    const { limited, estimatedMa } = this.#renderer;
    if (limited === this.#reportedLimited) return;
    this.#reportedLimited = limited;
    this.#parts.log('power_limited', { limited, estimatedMa, budgetMa: this.#power.budget_ma });
    this.#tellState();
  }

  #reportFlashes(): void {
    const nowMs = this.#parts.clock.nowMs();
    if (!this.#renderer.keepsBack || nowMs < this.#nextFlashReportMs) return;
    this.#nextFlashReportMs = nowMs + FLASH_REPORT_INTERVAL_MS;
    this.#parts.log('flashes_limited', { animation: this.#wish.animation });
  }

  /** Perceptual, 0 to 1: a scene takes its share of what is set for the tree. */
  #wantedBrightness(): number {
    return (this.#wishes.brightness * this.#look.brightness) / 10_000;
  }

  #player(): Player {
    const { strip, seed, clock } = this.#parts;
    const today = clock.wallTime();
    const date = { year: today.getFullYear(), month: today.getMonth() + 1, day: today.getDate() };
    return new Player(this.#wish.animation, this.#look, { strip, seed, date }, (failed, error) =>
      this.#replaceFailed(failed, error),
    );
  }

  #periodMs(): number {
    return Math.max(1000 / this.#light.frames_per_second, this.#parts.output.minFrameMs);
  }
}
