import { FixedWindowStore } from './fixed-window-store.ts';
import { HttpProblem, type HttpProblemCode } from './problem.ts';

const WINDOW_MS = 60_000;

type RateLimitCode = Extract<HttpProblemCode, 'too_many_failures' | 'too_many_requests'>;

/**
 * Before authentication, by client. One that keeps failing is not worth the arithmetic of another signature: a request
 * is counted before it is known whether it fails, and one that turns out to be good is forgiven at once, whatever becomes
 * of it. Health checks are for anybody, and so are counted, too.
 */
export class ClientLimit {
  readonly #code: RateLimitCode;
  readonly #perMinute: number;
  readonly #store: FixedWindowStore;

  constructor(code: RateLimitCode, perMinute: number, nowMs?: () => number) {
    this.#code = code;
    this.#perMinute = perMinute;
    this.#store = new FixedWindowStore(WINDOW_MS, nowMs);
  }

  /** @throws {HttpProblem} once there were too many */
  consume(client: string): void {
    if (this.#store.increment(client).totalHits <= this.#perMinute) return;
    const seconds = Math.max(1, Math.ceil(this.#store.remainingMs(client) / 1000));
    throw new HttpProblem(this.#code, this.#code, { 'Retry-After': String(seconds) });
  }

  refund(client: string): void {
    this.#store.decrement(client);
  }
}
