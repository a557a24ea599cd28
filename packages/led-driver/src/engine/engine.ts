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
import type { Renderer } from '../render/renderer.ts';
import { BrightnessFade } from './brightness-fade.ts';
import { OFF_ID } from './expiry.ts';
import { LimitReports } from './limit-reports.ts';
import type { StoredSelection } from './selection.ts';
import type { SelectionStore } from './selection-store.ts';

/** The first light fades in softly, and only after a second without light: the flash guard would hold it back until then. */
const START_DARK_MS = 850;

export interface EngineParts {
  readonly strip: Strip;
  readonly catalog: Catalog;
  readonly output: Output;
  readonly renderer: Renderer;
  readonly selections: SelectionStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly seed: number;
  /** By the clock: until then another process could have driven the strip. */
  readonly startedMs: number;
}

/**
 * Renders the selection. A selection is accepted and saved at once; it is *shown* as soon as the change throttle permits,
 * and only the newest one counts.
 */
export class Engine {
  readonly #parts: EngineParts;
  readonly #loop: RenderLoop;
  readonly #crossfader: Crossfader;
  readonly #changeThrottle: ChangeThrottle;
  readonly #brightness = new BrightnessFade();
  readonly #reports: LimitReports;
  readonly #stateListeners = new Set<() => void>();
  #light: LightConfig;
  #power: PowerConfig;

  constructor(parts: EngineParts, light: LightConfig, power: PowerConfig) {
    this.#parts = parts;
    this.#light = light;
    this.#power = power;
    this.#changeThrottle = new ChangeThrottle(parts.startedMs + START_DARK_MS);
    this.#crossfader = new Crossfader(parts.strip);
    this.#reports = new LimitReports(parts.renderer, parts.log);
    const isReady = (): boolean => !parts.output.isBusy;
    this.#loop = new RenderLoop(parts.clock, this.#periodMs(), (dtS) => this.#tick(dtS), isReady);
    parts.selections.onChange(() => this.#handleSelectionChange());
  }

  start(): void {
    this.#parts.selections.start();
    this.#loop.start();
  }

  /** Frames are due: the picture moves. */
  get isRendering(): boolean {
    return this.#loop.isRunning;
  }

  /** No frame follows. */
  stop(): void {
    this.#parts.selections.stop();
    this.#loop.stop();
  }

  configure(light: LightConfig, power: PowerConfig): void {
    this.#light = light;
    this.#power = power;
    this.#parts.selections.configure(light);
    this.#parts.renderer.configure(light, power);
    this.#loop.periodMs = this.#periodMs();
    this.#handleSelectionChange();
  }

  state(): PlaybackState {
    const { animation, since, chosenBy, until } = this.#selection;
    const { catalog, strip, output, renderer, selections } = this.#parts;
    const { next, brightness } = selections;
    const { brightness: sceneBrightness } = this.#settings;
    return {
      animation,
      title: catalog.get(animation)?.title ?? animation,
      since,
      chosenBy,
      ...(until !== undefined && { until }),
      ...(next !== undefined && { next }),
      brightness,
      ...(sceneBrightness < 100 && { sceneBrightness }),
      limited: renderer.isLimited,
      estimatedMa: renderer.estimatedMa,
      budgetMa: this.#power.budget_ma,
      pixels: strip.count,
      framesPerSecond: Math.max(1, Math.round(1000 / this.#loop.periodMs)),
      output: output.kind,
    };
  }

  /** The state as it is now, once a power cut does not lose what the role chose. */
  async persistedState(role: Role): Promise<{ readonly state: PlaybackState }> {
    const state = this.state();
    await this.#parts.selections.persist(role);
    return { state };
  }

  /** Calls back after every change of the state. @returns ends that */
  onState(listener: () => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  get #selection(): StoredSelection {
    return this.#parts.selections.current;
  }

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
    const { renderer, clock } = this.#parts;
    this.#applySelection();
    this.#brightness.advance(dtS);
    this.#crossfader.advance(dtS);
    const { frame } = this.#crossfader;
    const nowMs = clock.nowMs();
    const isAtRest = renderer.show(frame, this.#brightness.current, dtS, this.#motion(), nowMs);
    if (this.#reports.reportPowerLimit(this.#power.budget_ma)) this.#notifyState();
    this.#reports.reportFlashes(this.#selection.animation, nowMs);
    // The current that a still picture draws is known only now.
    if (isAtRest) this.#notifyState();
    return !isAtRest;
  }

  #applySelection(): void {
    if (this.#isSelectionShown() || !this.#changeThrottle.tryAcquire(this.#parts.clock.nowMs())) return;
    // An animation that fails at its start replaces the selection, and is never shown.
    while (!this.#isSelectionPlaying()) {
      const next = this.#createPlayer();
      const { crossfade_ms, crossfade_curve } = this.#light;
      const fadeS = this.#crossfader.current ? crossfade_ms / 1000 : 0;
      if (!next.hasFailed) this.#crossfader.fadeTo(next, fadeS, EASINGS[crossfade_curve]);
    }
    this.#brightness.target = this.#selectedBrightness();
  }

  #isSelectionShown(): boolean {
    return this.#isSelectionPlaying() && this.#brightness.target === this.#selectedBrightness();
  }

  #isSelectionPlaying(): boolean {
    const { current } = this.#crossfader;
    return (
      current?.id === this.#selection.animation &&
      !current.hasFailed &&
      equalSettings(current.settings, this.#settings)
    );
  }

  #motion(): Motion {
    const { isAtTarget } = this.#brightness;
    if (isAtTarget && this.#crossfader.isStill && this.#isSelectionShown()) return 'still';
    return isAtTarget && !this.#crossfader.isChanging ? 'playing' : 'changing';
  }

  /**
   * A fault in an animation must not end in a restart that plays the same animation again. Its replacement is selected
   * like any other, so a broken animation can't bypass the change throttle.
   */
  #replaceFailed(id: AnimationId, error: unknown): void {
    const isSelected = id === this.#selection.animation;
    const next = isSelected ? this.#fallbackFor(id, error) : this.#selection.animation;
    this.#parts.log('animation_failed', { id, problem: String(error), next });
    if (isSelected) this.#parts.selections.replace(next);
  }

  #fallbackFor(id: AnimationId, error: unknown): AnimationId {
    const { animation } = this.#light;
    if (id === OFF_ID) throw error;
    return id === animation ? OFF_ID : (animation as AnimationId);
  }

  /** Perceptual, 0 to 1: a scene's brightness is a share of the tree's. */
  #selectedBrightness(): number {
    return (this.#parts.selections.brightness * this.#settings.brightness) / 10_000;
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
