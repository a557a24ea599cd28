import { type AuditEntry, isRemotePlay, toAuditEntry } from './audit-entry.ts';
import type { JournalEntry } from './read-journal.ts';

/** The gateway writes its record once it has answered, which takes it no longer than this. */
export const CORRELATION_WINDOW_MS = 10_000;
/** What waits for its other half is bounded, whatever the journal holds. */
const MAX_PENDING = 10_000;

/** Whether the entries were cut out of the journal: the other half of one near an edge may lie beyond it. */
export interface TruncatedEnds {
  readonly since: boolean;
  readonly until: boolean;
}

/**
 * Makes one happening out of the two records that a request over the web leaves. Entries may come forwards or backwards
 * in time. What finds no other half is given out once the window has passed, and says so.
 */
export class RecordCorrelator {
  readonly #truncated: TruncatedEnds;
  readonly #nowMs: () => number;
  readonly #pending = new Map<string, JournalEntry>();
  #firstMs: number | undefined;
  #lastMs = 0;

  constructor(edges: TruncatedEnds, nowMs: () => number = Date.now) {
    this.#truncated = edges;
    this.#nowMs = nowMs;
  }

  /** @returns what is told now: this entry, or what has waited in vain, in the order in which it came */
  add(entry: JournalEntry): AuditEntry[] {
    this.#firstMs ??= entry.atMs;
    this.#lastMs = entry.atMs;
    const late = this.#expirePending(({ atMs }) => Math.abs(entry.atMs - atMs) > CORRELATION_WINDOW_MS);
    const { requestId } = entry.fields;
    if (!isRemotePlay(entry)) return [...late, toAuditEntry(entry)];
    // Ours always send one.
    if (typeof requestId !== 'string') return [...late, this.#toUnmatchedEntry(entry)];
    const other = this.#takePending(requestId);
    if (other && isSamePlay(entry, other)) return [...late, mergeRecords(entry, other)];
    // One that comes twice from one side, or tells of another animation, is nobody's other half.
    if (other) late.push(this.#toUnmatchedEntry(other));
    this.#pending.set(requestId, entry);
    if (this.#pending.size > MAX_PENDING)
      late.push(...this.#expirePending(() => this.#pending.size > MAX_PENDING));
    return late;
  }

  /** What still waits: all of it, or what has waited in vain by now, while more may come. */
  flush(isOver: 'ended' | 'goes_on'): AuditEntry[] {
    const overMs = this.#nowMs() - CORRELATION_WINDOW_MS;
    return this.#expirePending(({ atMs }) => isOver === 'ended' || atMs < overMs);
  }

  /** From the one that has waited the longest to the first that may go on waiting. */
  #expirePending(isOver: (waiting: JournalEntry) => boolean): AuditEntry[] {
    const given: AuditEntry[] = [];
    for (const [requestId, entry] of this.#pending) {
      if (!isOver(entry)) break;
      this.#pending.delete(requestId);
      given.push(this.#toUnmatchedEntry(entry));
    }
    return given;
  }

  #takePending(requestId: string): JournalEntry | undefined {
    const entry = this.#pending.get(requestId);
    this.#pending.delete(requestId);
    return entry;
  }

  #toUnmatchedEntry(entry: JournalEntry): AuditEntry {
    const told = toAuditEntry(entry);
    if (this.#isNearTruncatedEnd(entry)) return told;
    if (entry.service === 'driver') return { ...told, agreement: 'driver_only' };
    // Only what it says was played is missing with the driver.
    return told.outcome === 'done' ? { ...told, agreement: 'gateway_only' } : told;
  }

  /** The driver writes first: its record may be cut off at the beginning, the gateway's at the end, or still to come. */
  #isNearTruncatedEnd({ service, atMs }: JournalEntry): boolean {
    if (service === 'gateway')
      return this.#truncated.since && atMs - (this.#firstMs ?? 0) < CORRELATION_WINDOW_MS;
    return (
      (this.#truncated.until && this.#lastMs - atMs < CORRELATION_WINDOW_MS) ||
      Math.abs(this.#nowMs() - atMs) < CORRELATION_WINDOW_MS
    );
  }
}

/** The gateway must not cover what it made the driver play with a record of something harmless. */
function isSamePlay(one: JournalEntry, other: JournalEntry): boolean {
  return one.service !== other.service && playedAnimation(one) === playedAnimation(other);
}

function playedAnimation({ service, fields }: JournalEntry): unknown {
  return service === 'driver' ? fields.id : fields.animation;
}

/** The gateway knows who asked, the driver what came of it. */
function mergeRecords(one: JournalEntry, other: JournalEntry): AuditEntry {
  const asked = toAuditEntry(one.service === 'gateway' ? one : other);
  const reason = asked.reason ?? (asked.outcome === 'done' ? undefined : asked.outcome);
  return { ...asked, outcome: 'done', ...(reason !== undefined && { reason }), agreement: 'both' };
}
