import type { LightConfig } from '@garland/driver-config';
import type { AnimationId, Role } from '@garland/protocol';
import type { Catalog } from '../catalog.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { ExpiryResolver, selectionToReturnTo } from './expiry.ts';
import { type Selection, type StoredSelection, shiftTimes } from './selection.ts';
import type { StateFile } from './state-file.ts';
import { WallClock } from './wall-clock.ts';

/** How often to check the wall clock while a scene's time is running: only then does a jump matter. */
const CHECK_INTERVAL_MS = 60_000;

export interface SelectionStoreParts {
  readonly catalog: Pick<Catalog, 'get' | 'expiry'>;
  readonly stateFile: Pick<StateFile, 'restore' | 'save' | 'persist'>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * The selection: saved at once, restored after a restart, and replaced by the next one when its time is up.
 *
 * While the driver runs, its time is measured by the monotonic clock. Only the time while the driver was down is taken
 * from the wall clock, and only if that is later than the selection's start; otherwise its time starts again.
 */
export class SelectionStore {
  readonly #parts: SelectionStoreParts;
  readonly #wallClock: WallClock;
  readonly #expiry: ExpiryResolver;
  #onChange: () => void = () => {};
  #light: LightConfig;
  #selection: StoredSelection;
  #cancelCheck: (() => void) | undefined;

  constructor(parts: SelectionStoreParts, light: LightConfig) {
    this.#parts = parts;
    this.#light = light;
    this.#wallClock = new WallClock(parts.clock);
    this.#expiry = new ExpiryResolver(parts.catalog, () => this.#light.animation as AnimationId);
    this.#selection = this.#restore() ?? this.#initialSelection();
  }

  /** Calls back after every change. There is one listener. */
  onChange(listener: () => void): void {
    this.#onChange = listener;
  }

  get current(): StoredSelection {
    return this.#selection;
  }

  /** The brightness that a client set, or else the configured one. Percent. */
  get brightness(): number {
    return this.#selection.brightness ?? this.#light.brightness;
  }

  /** The ID that follows when the current selection's time is up. */
  get next(): AnimationId | undefined {
    const { until } = this.#selection;
    return until === undefined
      ? undefined
      : this.#expiry.resolve(this.#selection, Date.parse(until)).animation;
  }

  /** From now on, selections expire. */
  start(): void {
    this.#scheduleCheck();
  }

  /** The saved times follow the wall clock as it is now, for the next start. */
  stop(): void {
    this.#resyncedNowMs();
    this.#cancelCheck?.();
  }

  /** @param id is in the catalog */
  play(id: AnimationId, chosenBy: Role): void {
    const nowMs = this.#resyncedNowMs();
    const { brightness: _brightness, ...selection } = this.#selection;
    const isReplay = id === selection.animation;
    if (isReplay && selection.until === undefined && !this.#parts.catalog.expiry(id)) return;
    this.#select(this.#expiry.start(id, chosenBy, nowMs, selectionToReturnTo(id, selection)));
  }

  /** Replaces a selection that can't be shown. @param id is in the catalog */
  replace(id: AnimationId): void {
    this.#select(this.#expiry.start(id, 'driver', this.#resyncedNowMs(), undefined));
  }

  setBrightness(percent: number): void {
    // The saved times follow the wall clock as it is now.
    this.#resyncedNowMs();
    if (percent !== this.#selection.brightness) this.#select({ ...this.#selection, brightness: percent });
  }

  /** When this resolves, a power cut does not lose what the role chose; `DiskCopy.persist` has the exceptions. */
  persist(role: Role): Promise<void> {
    return this.#parts.stateFile.persist(role);
  }

  /** Applies a new configuration; the catalog has been updated already. */
  configure(light: LightConfig): void {
    this.#light = light;
    this.#checkExpiry();
  }

  #initialSelection(): StoredSelection {
    const selection = { ...this.#expiry.startDefault(this.#wallClock.nowMs()), brightness: undefined };
    // A default that does not expire is not saved, so that a changed configuration still applies.
    if (selection.until !== undefined) this.#parts.stateFile.save(selection);
    return selection;
  }

  #restore(): StoredSelection | undefined {
    const { stateFile, log } = this.#parts;
    const selection = stateFile.restore();
    if (!selection) return undefined;
    const { animation, brightness } = selection;
    log('state_restored', { id: animation, brightness: brightness ?? this.#light.brightness });
    const nowMs = this.#wallClock.nowMs();
    const now = this.#expiry.resolve(clampStartToNow(selection, nowMs), nowMs);
    if (now === selection) return selection;
    this.#logExpiry(animation, now.animation);
    const current = { ...now, brightness };
    stateFile.save(current);
    return current;
  }

  #select(selection: Selection | StoredSelection): void {
    this.#selection = { brightness: this.#selection.brightness, ...selection };
    this.#parts.stateFile.save(this.#selection);
    this.#scheduleCheck();
    this.#onChange();
  }

  #logExpiry(id: AnimationId, next: AnimationId): void {
    const { catalog, log } = this.#parts;
    if (id !== next) log('scene_expired', { id, next, reason: catalog.get(id) ? 'expired' : 'removed' });
  }

  #scheduleCheck(): void {
    this.#cancelCheck?.();
    this.#cancelCheck = undefined;
    const { until } = this.#selection;
    if (until === undefined) return;
    const leftMs = Math.max(0, Date.parse(until) - this.#wallClock.nowMs());
    this.#cancelCheck = this.#parts.clock.after(Math.min(leftMs, CHECK_INTERVAL_MS), () =>
      this.#checkExpiry(),
    );
  }

  #checkExpiry(): void {
    const nowMs = this.#resyncedNowMs();
    const now = this.#expiry.resolve(this.#selection, nowMs);
    if (now === this.#selection) return this.#scheduleCheck();
    this.#logExpiry(this.#selection.animation, now.animation);
    this.#select(now);
  }

  /** The time now. If the wall clock has jumped, the selection's times are shifted, so that it lasts as long as it should. */
  #resyncedNowMs(): number {
    const jumpMs = this.#wallClock.resync();
    if (jumpMs !== 0) this.#select(shiftTimes(this.#selection, jumpMs));
    return this.#wallClock.nowMs();
  }
}

/** A wall clock earlier than the selection's start can't tell how long it has been on. */
function clampStartToNow(selection: StoredSelection, nowMs: number): StoredSelection {
  const earlyMs = Date.parse(selection.since) - nowMs;
  return selection.until !== undefined && earlyMs > 0 ? shiftTimes(selection, -earlyMs) : selection;
}
