import type { LightConfig } from '@garland/driver-config';
import type { AnimationId, Role } from '@garland/protocol';
import type { Catalog } from '../catalog.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { ExpiryResolver, selectionToReturnTo } from './expiry.ts';
import { type Selection, type StoredSelection, shiftTimes } from './selection.ts';
import type { StateFile } from './state-file.ts';
import { WallClock } from './wall-clock.ts';

/** How often the calendar is looked at while a time is running: only then does a jump matter. */
const CHECK_INTERVAL_MS = 60_000;

export interface SelectionStoreParts {
  readonly catalog: Pick<Catalog, 'get' | 'expiry'>;
  readonly stateFile: Pick<StateFile, 'restore' | 'save'>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * What is wished for: remembered at once, found again after a restart, and replaced by what follows when its time is up.
 *
 * While the driver runs, a time is measured by the monotonic clock. Only what passed while it did not run is taken from
 * the calendar, and only if that stands later than the beginning; otherwise the time begins anew.
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

  /** The brightness that somebody set, or else the configured one. Percent. */
  get brightness(): number {
    return this.#selection.brightness ?? this.#light.brightness;
  }

  /** What shows when the time of the current wish is up. */
  get next(): AnimationId | undefined {
    const { until } = this.#selection;
    return until === undefined
      ? undefined
      : this.#expiry.resolve(this.#selection, Date.parse(until)).animation;
  }

  /** From now on, times run out. */
  start(): void {
    this.#scheduleCheck();
  }

  /** What is remembered goes by the calendar as it is now, for whoever starts next. */
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

  /** Another animation shows than the one that was wished for. @param id is in the catalog */
  replace(id: AnimationId): void {
    this.#select(this.#expiry.start(id, 'driver', this.#resyncedNowMs(), undefined));
  }

  setBrightness(percent: number): void {
    // What is remembered goes by the calendar as it is now.
    this.#resyncedNowMs();
    if (percent !== this.#selection.brightness) this.#select({ ...this.#selection, brightness: percent });
  }

  /** Goes by a new configuration, after the catalog does. */
  configure(light: LightConfig): void {
    this.#light = light;
    this.#checkExpiry();
  }

  #initialSelection(): StoredSelection {
    const selection = { ...this.#expiry.startDefault(this.#wallClock.nowMs()), brightness: undefined };
    // What stays is not remembered until somebody chooses it, so that the configuration may still change it.
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

  /** The calendar's time. If that has jumped, the wish is taken along: as long as it was to last, it lasts. */
  #resyncedNowMs(): number {
    const jumpMs = this.#wallClock.resync();
    if (jumpMs !== 0) this.#select(shiftTimes(this.#selection, jumpMs));
    return this.#wallClock.nowMs();
  }
}

/** A calendar that stands before the beginning of what is remembered can't tell how long that has been on. */
function clampStartToNow(wish: StoredSelection, nowMs: number): StoredSelection {
  const earlyMs = Date.parse(wish.since) - nowMs;
  return wish.until !== undefined && earlyMs > 0 ? shiftTimes(wish, -earlyMs) : wish;
}
