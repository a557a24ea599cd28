import { TokenBucket } from '@garland/daemon';
import { LruMap } from '../lru-map.ts';
import { AUDIT_EVENTS, type AuditEvent } from './audit-events.ts';

interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** How fast clients can fill the journal; docs/audit.md calculates its size from these. */
const EVENT_RATE: Rate = { perSecond: 0.2, burst: 100 };
const TOKEN_RATE: Rate = { perSecond: 1 / 60, burst: 10 };
/** Of as many tokens the use can be told apart; of more, the one that was used longest ago starts anew. */
const MAX_TOKENS = 256;

/**
 * Limits how many records of an event are written, and counts the rest. journald has a rate limit of its own, but does not say
 * which events it dropped. A record about a token with a valid signature is limited by that token alone, so that requests
 * without a token cannot hide the use of a revoked one.
 */
export class EventRateLimits {
  readonly #startedMs: number;
  readonly #byEvent = new Map<AuditEvent, TokenBucket>();
  readonly #byToken = new LruMap<string, TokenBucket>(MAX_TOKENS);
  readonly #suppressed = new Map<AuditEvent, number>();

  constructor(nowMs: number) {
    this.#startedMs = nowMs;
  }

  /** False: leave the record out; it is counted. */
  admit(event: AuditEvent, tokenId: string | undefined, nowMs: number): boolean {
    if (!AUDIT_EVENTS[event].isRateLimited) return true;
    const bucket =
      tokenId === undefined ? this.#bucketOfEvent(event) : this.#bucketOfToken(event, tokenId, nowMs);
    if (bucket.take(nowMs) === 0) return true;
    this.suppress(event);
    return false;
  }

  /** Counts a record that is left out. */
  suppress(event: AuditEvent): void {
    this.#suppressed.set(event, (this.#suppressed.get(event) ?? 0) + 1);
  }

  /** How many were left out since the last call. */
  takeSuppressed(event: AuditEvent): number {
    const count = this.#suppressed.get(event) ?? 0;
    this.#suppressed.delete(event);
    return count;
  }

  #bucketOfEvent(event: AuditEvent): TokenBucket {
    const bucket = this.#byEvent.get(event) ?? newBucket(EVENT_RATE, this.#startedMs);
    this.#byEvent.set(event, bucket);
    return bucket;
  }

  #bucketOfToken(event: AuditEvent, tokenId: string, nowMs: number): TokenBucket {
    const key = `${event} ${tokenId}`;
    const bucket = this.#byToken.get(key) ?? newBucket(TOKEN_RATE, nowMs);
    this.#byToken.set(key, bucket);
    return bucket;
  }
}

function newBucket({ perSecond, burst }: Rate, nowMs: number): TokenBucket {
  return new TokenBucket(perSecond, burst, nowMs);
}
