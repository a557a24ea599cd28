import { type AuditEntry, isRemotePlay, toAuditEntry } from './audit-entry.ts';
import type { JournalEntry } from './read-journal.ts';

/** The gateway writes its record after it has answered, which takes no longer than this. */
export const CORRELATION_WINDOW_MS = 10_000;
/** Bounds the memory that records without their other half can take. */
const MAX_PENDING = 10_000;

/** At which ends the query cuts off the journal: the other half of a record near such an end can be outside. */
export interface TruncatedEnds {
  readonly since: boolean;
  readonly until: boolean;
}

/**
 * Merges the two records of a request over the web, the gateway's and the driver's, into one entry. Records can come forwards
 * or backwards in time. One without its other half is returned when its window has passed, marked with `agreement`.
 */
export class RecordCorrelator {
  readonly #truncated: TruncatedEnds;
  readonly #nowMs: () => number;
  readonly #pending = new Map<string, JournalEntry>();
  #firstMs: number | undefined;
  #lastMs = 0;

  constructor(truncated: TruncatedEnds, nowMs: () => number = Date.now) {
    this.#truncated = truncated;
    this.#nowMs = nowMs;
  }

  /** @returns the entries that are complete now, in the order in which their records came */
  add(entry: JournalEntry): AuditEntry[] {
    this.#firstMs ??= entry.atMs;
    this.#lastMs = entry.atMs;
    const expired = this.#expirePending(({ atMs }) => Math.abs(entry.atMs - atMs) > CORRELATION_WINDOW_MS);
    const { requestId } = entry.fields;
    if (!isRemotePlay(entry)) return [...expired, toAuditEntry(entry)];
    // Garland's own services always write one.
    if (typeof requestId !== 'string') return [...expired, this.#toUnmatchedEntry(entry)];
    const other = this.#takePending(requestId);
    if (other && isSamePlay(entry, other)) return [...expired, mergeRecords(entry, other)];
    // A second record of the same service, or one of another animation, is not the other half.
    if (other) expired.push(this.#toUnmatchedEntry(other));
    this.#pending.set(requestId, entry);
    if (this.#pending.size > MAX_PENDING)
      expired.push(...this.#expirePending(() => this.#pending.size > MAX_PENDING));
    return expired;
  }

  /** The records that are still waiting: all of them at the end, otherwise those whose window has passed. */
  flush(journal: 'ended' | 'goes_on'): AuditEntry[] {
    const expiredMs = this.#nowMs() - CORRELATION_WINDOW_MS;
    return this.#expirePending(({ atMs }) => journal === 'ended' || atMs < expiredMs);
  }

  /** Oldest first, up to the first one that can go on waiting. */
  #expirePending(isExpired: (waiting: JournalEntry) => boolean): AuditEntry[] {
    const expired: AuditEntry[] = [];
    for (const [requestId, entry] of this.#pending) {
      if (!isExpired(entry)) break;
      this.#pending.delete(requestId);
      expired.push(this.#toUnmatchedEntry(entry));
    }
    return expired;
  }

  #takePending(requestId: string): JournalEntry | undefined {
    const entry = this.#pending.get(requestId);
    this.#pending.delete(requestId);
    return entry;
  }

  #toUnmatchedEntry(entry: JournalEntry): AuditEntry {
    const unmatched = toAuditEntry(entry);
    if (this.#isNearTruncatedEnd(entry)) return unmatched;
    if (entry.source === 'driver') return { ...unmatched, agreement: 'driver_only' };
    // The driver has no record of requests that failed.
    return unmatched.outcome === 'done' ? { ...unmatched, agreement: 'gateway_only' } : unmatched;
  }

  /** The driver writes first: its record can be cut off at the start, the gateway's at the end, or not written yet. */
  #isNearTruncatedEnd({ source, atMs }: JournalEntry): boolean {
    if (source === 'gateway')
      return this.#truncated.since && atMs - (this.#firstMs ?? 0) < CORRELATION_WINDOW_MS;
    return (
      (this.#truncated.until && this.#lastMs - atMs < CORRELATION_WINDOW_MS) ||
      Math.abs(this.#nowMs() - atMs) < CORRELATION_WINDOW_MS
    );
  }
}

/** A compromised gateway must not hide a play behind a record of another animation. */
function isSamePlay(one: JournalEntry, other: JournalEntry): boolean {
  return one.source !== other.source && playedAnimation(one) === playedAnimation(other);
}

function playedAnimation({ source, fields }: JournalEntry): unknown {
  return source === 'driver' ? fields.id : fields.animation;
}

/** The gateway knows who sent the request, the driver whether it was played. */
function mergeRecords(one: JournalEntry, other: JournalEntry): AuditEntry {
  const request = toAuditEntry(one.source === 'gateway' ? one : other);
  const reason = request.reason ?? (request.outcome === 'done' ? undefined : request.outcome);
  return { ...request, outcome: 'done', ...(reason !== undefined && { reason }), agreement: 'both' };
}
