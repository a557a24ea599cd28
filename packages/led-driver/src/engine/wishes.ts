import type { LightConfig } from '@garland/driver-config';
import type { AnimationId, Role } from '@garland/protocol';
import type { Catalog } from '../catalog.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { Calendar } from './calendar.ts';
import type { StateStore } from './state-store.ts';
import { Succession, shownBefore } from './succession.ts';
import { moved, type Showing, type Wish } from './wish.ts';

/** How often the calendar is looked at while a time is running: only then does a jump matter. */
const LOOK_INTERVAL_MS = 60_000;

export interface WishesParts {
  readonly catalog: Pick<Catalog, 'get' | 'ending'>;
  readonly store: Pick<StateStore, 'restore' | 'save'>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * What is wished for: remembered at once, found again after a restart, and replaced by what follows when its time is up.
 *
 * While the driver runs, a time is measured by the monotonic clock. Only what passed while it did not run is taken from
 * the calendar, and only if that stands later than the beginning; otherwise the time begins anew.
 */
export class Wishes {
  readonly #parts: WishesParts;
  readonly #calendar: Calendar;
  readonly #succession: Succession;
  readonly #onChange: () => void;
  #light: LightConfig;
  #wish: Wish;
  #cancelLook: (() => void) | undefined;

  constructor(parts: WishesParts, light: LightConfig, onChange: () => void) {
    this.#parts = parts;
    this.#light = light;
    this.#onChange = onChange;
    this.#calendar = new Calendar(parts.clock);
    this.#succession = new Succession(parts.catalog, () => this.#light.animation as AnimationId);
    this.#wish = this.#restored() ?? this.#first();
  }

  get current(): Wish {
    return this.#wish;
  }

  /** The brightness that somebody set, or else the configured one. Percent. */
  get brightness(): number {
    return this.#wish.brightness ?? this.#light.brightness;
  }

  /** What shows when the time of the current wish is up. */
  get next(): AnimationId | undefined {
    const { until } = this.#wish;
    return until === undefined ? undefined : this.#succession.at(this.#wish, Date.parse(until)).animation;
  }

  /** From now on, times run out. */
  start(): void {
    this.#watchTime();
  }

  /** What is remembered goes by the calendar as it is now, for whoever starts next. */
  stop(): void {
    this.#nowMs();
    this.#cancelLook?.();
  }

  /** @param id is in the catalog */
  play(id: AnimationId, chosenBy: Role): void {
    const nowMs = this.#nowMs();
    const { brightness: _brightness, ...showing } = this.#wish;
    const again = id === showing.animation;
    if (again && showing.until === undefined && !this.#parts.catalog.ending(id)) return;
    this.#accept(this.#succession.begin(id, chosenBy, nowMs, shownBefore(id, showing)));
  }

  /** Another animation shows than the one that was wished for. @param id is in the catalog */
  replace(id: AnimationId): void {
    this.#accept(this.#succession.begin(id, 'driver', this.#nowMs(), undefined));
  }

  setBrightness(percent: number): void {
    // What is remembered goes by the calendar as it is now.
    this.#nowMs();
    if (percent !== this.#wish.brightness) this.#accept({ ...this.#wish, brightness: percent });
  }

  /** Goes by a new configuration, after the catalog does. */
  configure(light: LightConfig): void {
    this.#light = light;
    this.#look();
  }

  #first(): Wish {
    const wish = { ...this.#succession.beginOtherwise(this.#calendar.nowMs()), brightness: undefined };
    // What stays is not remembered until somebody chooses it, so that the configuration may still change it.
    if (wish.until !== undefined) this.#parts.store.save(wish);
    return wish;
  }

  #restored(): Wish | undefined {
    const { store, log } = this.#parts;
    const wish = store.restore();
    if (!wish) return undefined;
    const { animation, brightness } = wish;
    log('state_restored', { animation, brightness: brightness ?? this.#light.brightness });
    const nowMs = this.#calendar.nowMs();
    const now = this.#succession.at(notYetToCome(wish, nowMs), nowMs);
    if (now === wish) return wish;
    this.#logEnd(animation, now.animation);
    const current = { ...now, brightness };
    store.save(current);
    return current;
  }

  #accept(showing: Showing | Wish): void {
    this.#wish = { brightness: this.#wish.brightness, ...showing };
    this.#parts.store.save(this.#wish);
    this.#watchTime();
    this.#onChange();
  }

  #logEnd(id: AnimationId, playing: AnimationId): void {
    const { catalog, log } = this.#parts;
    if (id !== playing) log('scene_ended', { id, playing, reason: catalog.get(id) ? 'time_up' : 'removed' });
  }

  #watchTime(): void {
    this.#cancelLook?.();
    this.#cancelLook = undefined;
    const { until } = this.#wish;
    if (until === undefined) return;
    const leftMs = Math.max(0, Date.parse(until) - this.#calendar.nowMs());
    this.#cancelLook = this.#parts.clock.after(Math.min(leftMs, LOOK_INTERVAL_MS), () => this.#look());
  }

  #look(): void {
    const nowMs = this.#nowMs();
    const now = this.#succession.at(this.#wish, nowMs);
    if (now === this.#wish) return this.#watchTime();
    this.#logEnd(this.#wish.animation, now.animation);
    this.#accept(now);
  }

  /** The calendar's time. If that has jumped, the wish is taken along: as long as it was to last, it lasts. */
  #nowMs(): number {
    const jumpMs = this.#calendar.follow();
    if (jumpMs !== 0) this.#accept(moved(this.#wish, jumpMs));
    return this.#calendar.nowMs();
  }
}

/** A calendar that stands before the beginning of what is remembered can't tell how long that has been on. */
function notYetToCome(wish: Wish, nowMs: number): Wish {
  const earlyMs = Date.parse(wish.since) - nowMs;
  return wish.until !== undefined && earlyMs > 0 ? moved(wish, -earlyMs) : wish;
}
