import type { Clock } from '../clock.ts';

/** A tick that comes late, after a suspended laptop say, moves the picture on by no more than this. */
const MAX_DT_MS = 100;

/**
 * Calls `tick` at a steady rate for as long as it asks for more.
 *
 * Ticks stand on a grid that starts with `start`, so lateness never adds up. A tick that is missed is left out, not made
 * up for. While stopped there is no timer at all.
 */
export class RenderLoop {
  readonly #clock: Clock;
  readonly #tick: (dtS: number) => boolean;
  #periodMs: number;
  #originMs = 0;
  #lastMs = 0;
  #cancel: (() => void) | undefined;

  /** @param tick gets the seconds since the last one; returns whether there is more to show */
  constructor(clock: Clock, periodMs: number, tick: (dtS: number) => boolean) {
    this.#clock = clock;
    this.#periodMs = periodMs;
    this.#tick = tick;
  }

  get running(): boolean {
    return this.#cancel !== undefined;
  }

  get periodMs(): number {
    return this.#periodMs;
  }

  set periodMs(periodMs: number) {
    this.#periodMs = periodMs;
    this.#originMs = this.#clock.nowMs();
  }

  /** Ticks as soon as the current work is done, and then on. Does nothing while it runs. */
  start(): void {
    if (this.#cancel) return;
    this.#originMs = this.#clock.nowMs();
    this.#lastMs = this.#originMs;
    this.#schedule(0);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #schedule(delayMs: number): void {
    this.#cancel = this.#clock.after(delayMs, () => this.#run());
  }

  #run(): void {
    const nowMs = this.#clock.nowMs();
    const dtMs = Math.min(Math.max(0, nowMs - this.#lastMs), MAX_DT_MS);
    this.#lastMs = nowMs;
    this.#cancel = undefined;
    if (!this.#tick(dtMs / 1000)) return;
    this.#schedule(this.#delayToNextMs(nowMs));
  }

  /** Timers have whole milliseconds and may fire half a one early: that tick is the one it was meant to be. */
  #delayToNextMs(tickedMs: number): number {
    const index = Math.floor((tickedMs - this.#originMs + 0.5) / this.#periodMs) + 1;
    return Math.max(0, Math.round(this.#originMs + index * this.#periodMs - this.#clock.nowMs()));
  }
}
