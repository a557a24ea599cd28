/** Long enough for a client that comes every evening. */
const LIFETIME_MS: number = 25 * 60 * 60 * 1000;
const MAX_ADDRESSES = 256;

/** Addresses that sent a valid token within about a day, the latest of them. */
export class RecentClients {
  /** In order of their last valid token. */
  readonly #lastSeenMs = new Map<string, number>();

  add(address: string, nowMs: number): void {
    this.#lastSeenMs.delete(address);
    this.#lastSeenMs.set(address, nowMs);
    const [oldest] = this.#lastSeenMs.keys();
    if (this.#lastSeenMs.size > MAX_ADDRESSES && oldest !== undefined) this.#lastSeenMs.delete(oldest);
  }

  has(address: string, nowMs: number): boolean {
    return nowMs - (this.#lastSeenMs.get(address) ?? Number.NEGATIVE_INFINITY) < LIFETIME_MS;
  }
}
