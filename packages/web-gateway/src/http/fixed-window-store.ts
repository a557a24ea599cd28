import type { ClientRateLimitInfo, Store } from 'express-rate-limit';

/** More addresses than this in one window are an attack; they get no more memory for it. */
const MAX_KEYS = 10_000;

interface RateLimitWindow {
  readonly endsMs: number;
  hits: number;
}

/**
 * Counts hits in windows that begin with a key's first hit. The library's own store keeps the time of day, and a Pi has
 * no clock that runs while it is off: corrected backwards, it would lock a client out for hours. This one only ever
 * goes forward.
 */
export class FixedWindowStore implements Store {
  readonly localKeys = true;
  readonly windowMs: number;
  readonly #nowMs: () => number;
  readonly #maxKeys: number;
  /** All windows are of one length, so the one that was opened first is first in the map, and ends first. */
  readonly #windows = new Map<string, RateLimitWindow>();
  /** No window ends before. */
  #firstEndMs = Number.POSITIVE_INFINITY;

  constructor(windowMs: number, nowMs: () => number = () => performance.now(), maxKeys: number = MAX_KEYS) {
    this.windowMs = windowMs;
    this.#nowMs = nowMs;
    this.#maxKeys = maxKeys;
  }

  get size(): number {
    return this.#windows.size;
  }

  increment(key: string): ClientRateLimitInfo {
    const nowMs = this.#nowMs();
    if (nowMs >= this.#firstEndMs) this.#removeExpired(nowMs);
    const window = this.#windows.get(key) ?? this.#open(key, nowMs);
    window.hits++;
    // What the library would do with a time of day is not wanted here: `msLeft` tells how long to wait.
    return { totalHits: window.hits, resetTime: undefined };
  }

  decrement(key: string): void {
    const window = this.#windows.get(key);
    if (window && window.hits > 0) window.hits--;
  }

  resetKey(key: string): void {
    this.#windows.delete(key);
  }

  /** How long the key's window still lasts. */
  remainingMs(key: string): number {
    const endsMs = this.#windows.get(key)?.endsMs ?? 0;
    return Math.max(0, endsMs - this.#nowMs());
  }

  #open(key: string, nowMs: number): RateLimitWindow {
    const [oldest] = this.#windows.keys();
    if (oldest !== undefined && this.#windows.size >= this.#maxKeys) this.#windows.delete(oldest);
    const window = { endsMs: nowMs + this.windowMs, hits: 0 };
    this.#windows.set(key, window);
    this.#firstEndMs = Math.min(this.#firstEndMs, window.endsMs);
    return window;
  }

  #removeExpired(nowMs: number): void {
    this.#firstEndMs = Number.POSITIVE_INFINITY;
    for (const [key, { endsMs }] of this.#windows) {
      if (endsMs > nowMs) {
        this.#firstEndMs = endsMs;
        return;
      }
      this.#windows.delete(key);
    }
  }
}
