import type { Clock } from '../clock.ts';

/** A tick that is not ready is retried after this share of a period; timers have a minimum of a millisecond. */
const RETRY_SHARE = 1 / 8;
const MIN_RETRY_MS = 1;

/** A late tick, after a laptop's sleep for example, advances the picture by at most this, or two periods. */
const MAX_DT_MS = 100;

/**
 * Calls `tick` at a steady rate for as long as it asks for more.
 *
 * Ticks are on a grid that starts with `start`, so delays never add up. A missed tick is skipped, not made up for; one that
 * is not ready comes as soon as it is. While stopped there is no timer at all.
 */
export class RenderLoop {
  readonly #clock: Clock;
  readonly #tick: (dtS: number) => boolean;
  readonly #isReady: () => boolean;
  #periodMs: number;
  #originMs = 0;
  /** The grid line that the last tick was meant for. */
  #tickIndex = 0;
  #lastMs = 0;
  #isTicking = false;
  #isRestartRequested = false;
  #cancel: (() => void) | undefined;

  /**
   * @param tick gets the seconds since the last one; returns whether there is more to show
   * @param isReady whether the output can take a frame now
   */
  constructor(
    clock: Clock,
    periodMs: number,
    tick: (dtS: number) => boolean,
    isReady: () => boolean = () => true,
  ) {
    this.#clock = clock;
    this.#periodMs = periodMs;
    this.#tick = tick;
    this.#isReady = isReady;
  }

  get isRunning(): boolean {
    return this.#isTicking || this.#cancel !== undefined;
  }

  get periodMs(): number {
    return this.#periodMs;
  }

  /** While it runs, the new grid begins now. */
  set periodMs(periodMs: number) {
    if (periodMs === this.#periodMs) return;
    this.#periodMs = periodMs;
    this.#originMs = this.#clock.nowMs();
    this.#tickIndex = 0;
    if (!this.#cancel) return;
    this.#cancel();
    this.#scheduleNext();
  }

  /** Ticks as soon as the current work is done, and then on. While it runs, this makes sure that one more tick comes. */
  start(): void {
    this.#isRestartRequested = this.#isTicking;
    if (this.isRunning) return;
    this.#originMs = this.#clock.nowMs();
    this.#tickIndex = 0;
    this.#lastMs = this.#originMs;
    this.#schedule(this.#originMs);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#isTicking = false;
  }

  #schedule(dueMs: number): void {
    this.#cancel = this.#clock.at(dueMs, () => this.#run());
  }

  #run(): void {
    if (!this.#isReady()) return this.#retry();
    const nowMs = this.#clock.nowMs();
    const dtMs = Math.min(Math.max(0, nowMs - this.#lastMs), Math.max(MAX_DT_MS, 2 * this.#periodMs));
    this.#lastMs = nowMs;
    this.#cancel = undefined;
    this.#isRestartRequested = false;
    this.#isTicking = true;
    const hasMore = this.#tick(dtMs / 1000);
    const wasStopped = !this.#isTicking;
    this.#isTicking = false;
    if (!wasStopped && (hasMore || this.#isRestartRequested)) this.#scheduleNext();
  }

  #retry(): void {
    this.#schedule(this.#clock.nowMs() + Math.max(MIN_RETRY_MS, this.#periodMs * RETRY_SHARE));
  }

  /** A timer can fire a little early. It still counts as its own tick, so the next line is at least one further. */
  #scheduleNext(): void {
    const nowMs = this.#clock.nowMs();
    this.#tickIndex = Math.max(this.#tickIndex, Math.floor((nowMs - this.#originMs) / this.#periodMs)) + 1;
    this.#schedule(this.#originMs + this.#tickIndex * this.#periodMs);
  }
}
