import { type ProblemCode, Refusal } from './problem.ts';
import { WindowStore } from './window-store.ts';

const WINDOW_MS = 60_000;

type FloodCode = Extract<ProblemCode, 'too_many_failures' | 'too_many_requests'>;

/**
 * Before authentication, by client. One that keeps failing is not worth the arithmetic of another signature: a request
 * is counted before it is known whether it fails, and one that turns out to be good is forgiven at once, whatever becomes
 * of it. Health checks are for anybody, and so are counted, too.
 */
export class ClientLimit {
  readonly #code: FloodCode;
  readonly #perMinute: number;
  readonly #store: WindowStore;

  constructor(code: FloodCode, perMinute: number, nowMs?: () => number) {
    this.#code = code;
    this.#perMinute = perMinute;
    this.#store = new WindowStore(WINDOW_MS, nowMs);
  }

  /** @throws {Refusal} once there were too many */
  count(client: string): void {
    if (this.#store.increment(client).totalHits <= this.#perMinute) return;
    const seconds = Math.max(1, Math.ceil(this.#store.msLeft(client) / 1000));
    throw new Refusal(this.#code, this.#code, { 'Retry-After': String(seconds) });
  }

  forgive(client: string): void {
    this.#store.decrement(client);
  }
}
