import { LruMap } from './lru-map.ts';

/** Long enough for a client that comes every evening. */
const LIFETIME_MS: number = 25 * 60 * 60 * 1000;
const MAX_ADDRESSES = 256;

/** Addresses that sent a valid token within about a day. */
export class RecentClients {
  readonly #lastSeenMs = new LruMap<string, number>(MAX_ADDRESSES);

  add(address: string, nowMs: number): void {
    this.#lastSeenMs.set(address, nowMs);
  }

  has(address: string, nowMs: number): boolean {
    return nowMs - (this.#lastSeenMs.get(address) ?? Number.NEGATIVE_INFINITY) < LIFETIME_MS;
  }
}
