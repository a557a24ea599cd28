import type { Clock } from '../src/clock.ts';

interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** Time that passes when a test says so. */
export class FakeClock implements Clock {
  #nowMs = 0;
  #wallMs: number = Date.parse('2025-12-24T18:00:00Z');
  readonly #timers = new Set<Timer>();
  /** How late (or, below zero, early) each timer fires. */
  readonly #latenessMs: () => number;

  constructor(latenessMs: () => number = () => 0) {
    this.#latenessMs = latenessMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  wallTime(): Date {
    return new Date(this.#wallMs + this.#nowMs);
  }

  /** Steps the calendar without time passing, as when the network brings the right date. */
  jumpWall(ms: number): void {
    this.#wallMs += ms;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { dueMs: Math.max(this.#nowMs, this.#nowMs + delayMs + this.#latenessMs()), callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  at(dueMs: number, callback: () => void): () => void {
    return this.after(Math.max(0, dueMs - this.#nowMs), callback);
  }

  /** Timers that wait. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Lets time pass, and every timer that falls due fire at its moment. */
  advance(ms: number): void {
    const endMs = this.#nowMs + ms;
    while (true) {
      const next = this.#earliest();
      if (!next || next.dueMs > endMs) break;
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.callback();
    }
    this.#nowMs = Math.max(this.#nowMs, endMs);
  }

  /** Time passes while nothing can run: a blocked process, a suspended machine. */
  stall(ms: number): void {
    this.#nowMs += ms;
  }

  #earliest(): Timer | undefined {
    return [...this.#timers].reduce<Timer | undefined>(
      (first, timer) => (first && first.dueMs <= timer.dueMs ? first : timer),
      undefined,
    );
  }
}
