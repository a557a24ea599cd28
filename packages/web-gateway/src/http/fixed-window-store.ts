import type { ClientRateLimitInfo, Store } from 'express-rate-limit';

/** More keys than this in one window are an attack, which must not use more memory. */
const MAX_KEYS = 10_000;

interface RateLimitWindow {
  readonly endsMs: number;
  hits: number;
}

/**
 * Counts hits in windows that begin with a key's first hit, for express-rate-limit. The library's own store uses wall-clock
 * time, and a Pi's clock is wrong after it was off: set back, it would lock clients out for hours. This one uses a clock
 * that only goes forward.
 */
export class FixedWindowStore implements Store {
  readonly localKeys = true;
  readonly windowMs: number;
  readonly #nowMs: () => number;
  readonly #maxKeys: number;
  /** In order of their end, because all windows have the same length. */
  readonly #windows = new Map<string, RateLimitWindow>();
  /** When the first window ends, at the earliest. */
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
    // The library expects wall-clock time, so it gets none; `remainingMs` is used for Retry-After.
    return { totalHits: window.hits, resetTime: undefined };
  }

  decrement(key: string): void {
    const window = this.#windows.get(key);
    if (window && window.hits > 0) window.hits--;
  }

  resetKey(key: string): void {
    this.#windows.delete(key);
  }

  /** The rest of the key's window. */
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
