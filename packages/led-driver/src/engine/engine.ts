import type { Strip } from '@garland/animations';
import type { LightConfig, PowerConfig } from '@garland/driver-config';
import type { AnimationId, PlaybackState, Role } from '@garland/protocol';
import type { AnimationSettings, Catalog } from '../catalog.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Output } from '../output/output.ts';
import { ChangeThrottle } from '../render/change-throttle.ts';
import { Crossfader } from '../render/crossfader.ts';
import { EASINGS } from '../render/easing.ts';
import type { Motion } from '../render/pipeline/pipeline.ts';
import { equalSettings, Player } from '../render/player.ts';
import { RenderLoop } from '../render/render-loop.ts';
import { Renderer } from '../render/renderer.ts';
import { OFF_ID } from './expiry.ts';
import type { StoredSelection } from './selection.ts';
import { SelectionStore } from './selection-store.ts';
import type { StateFile } from './state-file.ts';

/** Brightness moves through its whole range in this time. */
const BRIGHTNESS_FADE_S = 0.4;
/** So the first light comes up softly, and is no flash before a second has passed: it would be kept back until then. */
const START_DARK_MS = 850;
/** A picture that flashes too much does so all the time, and one record is enough for a while. */
const FLASH_REPORT_INTERVAL_MS = 60_000;

export interface EngineParts {
  readonly strip: Strip;
  readonly catalog: Catalog;
  readonly output: Output;
  readonly store: Pick<StateFile, 'restore' | 'save'>;
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
  readonly #crossfader: Crossfader;
  readonly #renderer: Renderer;
  readonly #changeThrottle: ChangeThrottle;
  readonly #stateListeners = new Set<() => void>();
  readonly #frameListeners = new Set<() => void>();
  #light: LightConfig;
  #power: PowerConfig;
  readonly #selectionStore: SelectionStore;
  /** The brightness that the picture is moving towards, and where it is; perceptual, 0 to 1. */
  #targetBrightness = 0;
  #brightness = 0;
  #wasReportedLimited = false;
  #nextFlashReportMs = 0;

  constructor(parts: EngineParts, light: LightConfig, power: PowerConfig) {
    this.#parts = parts;
    this.#light = light;
    this.#power = power;
    this.#selectionStore = new SelectionStore(parts, light, () => this.#handleSelectionChange());
    this.#changeThrottle = new ChangeThrottle(parts.startedMs + START_DARK_MS);
    this.#crossfader = new Crossfader(parts.strip);
    this.#renderer = new Renderer(parts, light, power);
    const isReady = (): boolean => !parts.output.isBusy;
    this.#loop = new RenderLoop(parts.clock, this.#periodMs(), (dtS) => this.#tick(dtS), isReady);
  }

  start(): void {
    this.#selectionStore.start();
    this.#loop.start();
  }

  /** Frames are due: the picture moves. */
  get playing(): boolean {
    return this.#loop.isRunning;
  }

  /** No frame follows. */
  stop(): void {
    this.#selectionStore.stop();
    this.#loop.stop();
  }

  /** @param id is in the catalog */
  play(id: AnimationId, chosenBy: Role): PlaybackState {
    this.#selectionStore.play(id, chosenBy);
    return this.state();
  }

  setBrightness(percent: number): PlaybackState {
    this.#selectionStore.setBrightness(percent);
    return this.state();
  }

  configure(light: LightConfig, power: PowerConfig): void {
    this.#light = light;
    this.#power = power;
    this.#selectionStore.configure(light);
    this.#renderer.configure(light, power);
    this.#loop.periodMs = this.#periodMs();
    this.#handleSelectionChange();
  }

  state(): PlaybackState {
    const { animation, since, chosenBy, until } = this.#selection;
    const { next, brightness } = this.#selectionStore;
    const { brightness: sceneBrightness } = this.#settings;
    return {
      animation,
      title: this.#parts.catalog.get(animation)?.title ?? animation,
      since,
      chosenBy,
      ...(until !== undefined && { until }),
      ...(next !== undefined && { next }),
      brightness,
      ...(sceneBrightness < 100 && { sceneBrightness }),
      limited: this.#renderer.isLimited,
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

  get #selection(): StoredSelection {
    return this.#selectionStore.current;
  }

  /** What is played for the wish. */
  get #settings(): AnimationSettings {
    return this.#parts.catalog.settings(this.#selection.animation)!;
  }

  #handleSelectionChange(): void {
    this.#loop.start();
    this.#notifyState();
  }

  #notifyState(): void {
    for (const listener of this.#stateListeners) listener();
  }

  /** @returns whether there is more to show */
  #tick(dtS: number): boolean {
    this.#applySelection();
    this.#stepBrightness(dtS);
    this.#crossfader.advance(dtS);
    const { frame } = this.#crossfader;
    const nowMs = this.#parts.clock.nowMs();
    const isAtRest = this.#renderer.show(frame, this.#brightness, dtS, this.#motion(), nowMs);
    for (const listener of this.#frameListeners) listener();
    this.#reportLimit();
    this.#reportFlashes();
    // The current that a still picture draws is known only now.
    if (isAtRest) this.#notifyState();
    return !isAtRest;
  }

  #applySelection(): void {
    if (this.#isSelectionShown() || !this.#changeThrottle.tryAcquire(this.#parts.clock.nowMs())) return;
    // An animation that can't even begin changes the wish, and is never seen.
    while (!this.#isSelectionPlaying()) {
      const next = this.#createPlayer();
      const { crossfade_ms, crossfade_curve } = this.#light;
      const fadeS = this.#crossfader.current ? crossfade_ms / 1000 : 0;
      if (!next.hasFailed) this.#crossfader.fadeTo(next, fadeS, EASINGS[crossfade_curve]);
    }
    this.#targetBrightness = this.#selectedBrightness();
  }

  #isSelectionShown(): boolean {
    return this.#isSelectionPlaying() && this.#targetBrightness === this.#selectedBrightness();
  }

  #isSelectionPlaying(): boolean {
    const { current } = this.#crossfader;
    return (
      current?.id === this.#selection.animation &&
      !current.hasFailed &&
      equalSettings(current.settings, this.#settings)
    );
  }

  #stepBrightness(dtS: number): void {
    const distance = this.#targetBrightness - this.#brightness;
    const step = dtS / BRIGHTNESS_FADE_S;
    this.#brightness =
      Math.abs(distance) <= step ? this.#targetBrightness : this.#brightness + Math.sign(distance) * step;
  }

  #motion(): Motion {
    const isAtTarget = this.#brightness === this.#targetBrightness;
    if (isAtTarget && this.#crossfader.isStill && this.#isSelectionShown()) return 'still';
    return isAtTarget && !this.#crossfader.isChanging ? 'playing' : 'changing';
  }

  /**
   * A fault in an animation must not end in a restart that plays the same animation again. What shows instead is wished
   * for like anything else, so that a broken animation is no way around the governor.
   */
  #replaceFailed(id: AnimationId, error: unknown): void {
    const isSelected = id === this.#selection.animation;
    const next = isSelected ? this.#fallbackFor(id, error) : this.#selection.animation;
    this.#parts.log('animation_failed', { id, problem: String(error), next });
    if (isSelected) this.#selectionStore.replace(next);
  }

  #fallbackFor(id: AnimationId, error: unknown): AnimationId {
    const { animation } = this.#light;
    if (id === OFF_ID) throw error;
    return id === animation ? OFF_ID : (animation as AnimationId);
  }

  #reportLimit(): void {
    const { isLimited, estimatedMa } = this.#renderer;
    if (isLimited === this.#wasReportedLimited) return;
    this.#wasReportedLimited = isLimited;
    this.#parts.log('power_limited', { limited: isLimited, estimatedMa, budgetMa: this.#power.budget_ma });
    this.#notifyState();
  }

  #reportFlashes(): void {
    const nowMs = this.#parts.clock.nowMs();
    if (!this.#renderer.isHolding || nowMs < this.#nextFlashReportMs) return;
    this.#nextFlashReportMs = nowMs + FLASH_REPORT_INTERVAL_MS;
    this.#parts.log('flash_limited', { id: this.#selection.animation });
  }

  /** Perceptual, 0 to 1: a scene takes its share of what is set for the tree. */
  #selectedBrightness(): number {
    return (this.#selectionStore.brightness * this.#settings.brightness) / 10_000;
  }

  #createPlayer(): Player {
    const { strip, seed, clock } = this.#parts;
    const today = clock.wallTime();
    const date = { year: today.getFullYear(), month: today.getMonth() + 1, day: today.getDate() };
    return new Player(this.#selection.animation, this.#settings, { strip, seed, date }, (failed, error) =>
      this.#replaceFailed(failed, error),
    );
  }

  #periodMs(): number {
    return Math.max(1000 / this.#light.frames_per_second, this.#parts.output.minFrameMs);
  }
}
