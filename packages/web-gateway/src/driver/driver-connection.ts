import { setTimeout as delay } from 'node:timers/promises';
import type { AnimationId, CatalogEntry, ParametersOf, ReplyOf } from '@garland/protocol';
import { ROLE_LIMITS } from '@garland/protocol';
import { ConnectionError, type DriverClient } from '@garland/protocol/client';
import type { AuditLogger } from '../audit/audit-logger.ts';

/** The only calls that the gateway makes. */
export type GatewayMethod = 'Play' | 'List' | 'Status';

export interface Driver {
  readonly isConnected: boolean;
  /** What the driver last listed as playable; undefined before its first answer. */
  readonly allowlist: ReadonlyMap<AnimationId, CatalogEntry> | undefined;
  /** Fetches the allowlist again. */
  refreshAllowlist(): Promise<readonly CatalogEntry[]>;
  /** The same, for an unknown ID: at most once a second for all clients together. Never rejects. */
  recheckAllowlist(): Promise<void>;
  /**
   * @throws {CallError} the driver's refusal
   * @throws {DriverBusy} too many calls are waiting already
   * @throws {ConnectionError} no answer
   */
  call<M extends GatewayMethod>(method: M, parameters: ParametersOf<M>): Promise<ReplyOf<M>>;
}

export class DriverBusy extends Error {
  override readonly name = 'DriverBusy';
}

interface DriverConnectionOptions {
  /** Opens a connection, or adopts the inherited one. */
  readonly open: () => Promise<DriverClient>;
  /** Whether to open another connection when one ends. */
  readonly reconnects: boolean;
  readonly audit: AuditLogger;
}

/** A request is answered within one second, so the driver gets slightly less. */
const CALL_DEADLINE_MS = 800;
/** An inherited connection can wait for a driver that is still starting or being fixed. */
const FIRST_ANSWER_DEADLINE_MS = 60_000;
const REFRESH_INTERVAL_MS = 10_000;
const RECHECK_INTERVAL_MS = 1_000;
const FIRST_BACKOFF_MS = 50;
const MAX_BACKOFF_MS = 1_000;
/** The driver closes a connection that has more calls waiting; half of its limit leaves room. */
const MAX_CALLS_IN_FLIGHT: number = ROLE_LIMITS.remote.maxCallsInFlight / 2;

/** Keeps one connection to the driver. It counts as connected once the allowlist has arrived. */
export class DriverConnection implements Driver {
  readonly #options: DriverConnectionOptions;
  readonly #stopping = new AbortController();
  #client: DriverClient | undefined;
  #allowlist: Map<AnimationId, CatalogEntry> | undefined;
  #isLossReported = false;
  #recheckedMs = Number.NEGATIVE_INFINITY;
  #recheck: Promise<void> = Promise.resolve();

  constructor(options: DriverConnectionOptions) {
    this.#options = options;
  }

  get isConnected(): boolean {
    return this.#client !== undefined;
  }

  get allowlist(): ReadonlyMap<AnimationId, CatalogEntry> | undefined {
    return this.#allowlist;
  }

  /**
   * Connects, and reconnects if it should.
   *
   * @param onFirstAttempt called when the first attempt has succeeded or failed
   * @returns when the connection has ended for good
   */
  async run(onFirstAttempt: () => void): Promise<void> {
    const refreshing = setInterval(() => this.#refreshIfConnected(), REFRESH_INTERVAL_MS).unref();
    let backoffMs = FIRST_BACKOFF_MS;
    while (!this.#stopping.signal.aborted) {
      const wasConnected = await this.#connectOnce(onFirstAttempt);
      onFirstAttempt();
      if (!this.#options.reconnects) break;
      backoffMs = wasConnected ? FIRST_BACKOFF_MS : Math.min(backoffMs * 2, MAX_BACKOFF_MS);
      await delay(backoffMs, undefined, { signal: this.#stopping.signal }).catch(() => {});
    }
    clearInterval(refreshing);
  }

  call<M extends GatewayMethod>(method: M, parameters: ParametersOf<M>): Promise<ReplyOf<M>> {
    const client = this.#client;
    if (!client)
      return Promise.reject(new ConnectionError('driver_unreachable', 'the driver is not connected'));
    if (client.callsInFlight >= MAX_CALLS_IN_FLIGHT) return Promise.reject(new DriverBusy());
    return client.call(method, parameters, { deadlineMs: CALL_DEADLINE_MS });
  }

  async refreshAllowlist(): Promise<readonly CatalogEntry[]> {
    const { entries } = await this.call('List', {});
    this.#updateAllowlist(entries);
    return entries;
  }

  recheckAllowlist(): Promise<void> {
    const nowMs = performance.now();
    if (nowMs - this.#recheckedMs >= RECHECK_INTERVAL_MS) {
      this.#recheckedMs = nowMs;
      const done = (): void => {};
      this.#recheck = this.refreshAllowlist().then(done, done);
    }
    return this.#recheck;
  }

  close(): void {
    this.#stopping.abort();
    this.#client?.close();
  }

  /** Runs one connection until it ends. */
  async #connectOnce(onConnected: () => void): Promise<boolean> {
    let client: DriverClient | undefined;
    try {
      client = await this.#options.open();
      const deadlineMs = this.#options.reconnects ? CALL_DEADLINE_MS : FIRST_ANSWER_DEADLINE_MS;
      const { entries } = await client.call('List', {}, { deadlineMs });
      this.#updateAllowlist(entries);
      this.#client = client;
      this.#isLossReported = false;
      this.#options.audit.record('driver_connected', { animationCount: entries.length });
      onConnected();
      this.#reportLoss(await client.closed);
      return true;
    } catch (error) {
      this.#reportLoss(error);
      return false;
    } finally {
      this.#client = undefined;
      client?.close();
    }
  }

  #refreshIfConnected(): void {
    // If this fails, the connection ends and `run` continues.
    if (this.#client) this.refreshAllowlist().catch(() => {});
  }

  #updateAllowlist(entries: readonly CatalogEntry[]): void {
    const previous = this.#allowlist;
    this.#allowlist = new Map(entries.map((entry) => [entry.id, entry]));
    const added = entries.map(({ id }) => id).filter((id) => !previous?.has(id));
    const removed = [...(previous?.keys() ?? [])].filter((id) => !this.#allowlist?.has(id));
    if (added.length + removed.length > 0)
      this.#options.audit.record('allowlist_changed', { added, removed });
  }

  /** Records each disconnection once, not every failed attempt to reconnect. */
  #reportLoss(error: unknown): void {
    if (this.#isLossReported || this.#stopping.signal.aborted) return;
    this.#isLossReported = true;
    const reason = error instanceof ConnectionError ? error.code : 'refused';
    const detail = error instanceof Error ? error.message : String(error);
    this.#options.audit.record('driver_disconnected', { reason, detail });
  }
}
