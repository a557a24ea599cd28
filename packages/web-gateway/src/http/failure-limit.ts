import { Refusal } from './problem.ts';
import { WindowStore } from './window-store.ts';

const WINDOW_MS = 60_000;

/**
 * Before authentication: a client that keeps failing is not worth the arithmetic of another signature. A request is
 * counted before it is known whether it fails, and one that turns out to be good is forgiven at once, whatever becomes of
 * it.
 */
export class FailureLimit {
  readonly #perMinute: number;
  readonly #store: WindowStore;

  constructor(perMinute: number, nowMs?: () => number) {
    this.#perMinute = perMinute;
    this.#store = new WindowStore(WINDOW_MS, nowMs);
  }

  /** @throws {Refusal} once the client has failed too often */
  count(client: string): void {
    if (this.#store.increment(client).totalHits <= this.#perMinute) return;
    const seconds = Math.max(1, Math.ceil(this.#store.msLeft(client) / 1000));
    throw new Refusal('too_many_failures', 'too_many_failures', { 'Retry-After': String(seconds) });
  }

  forgive(client: string): void {
    this.#store.decrement(client);
  }
}
