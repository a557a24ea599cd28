import { type Happening, happeningOf, playedOverTheWeb } from './happening.ts';
import type { JournalEntry } from './journal.ts';

/** The gateway writes its record once it has answered, which takes it no longer than this. */
export const WINDOW_MS = 10_000;
/** What waits for its other half is bounded, whatever the journal holds. */
const MAX_WAITING = 10_000;

/** Whether the entries were cut out of the journal: the other half of one near an edge may lie beyond it. */
export interface Edges {
  readonly since: boolean;
  readonly until: boolean;
}

/**
 * Makes one happening out of the two records that a request over the web leaves. Entries may come forwards or backwards
 * in time. What finds no other half is given out once the window has passed, and says so.
 */
export class Join {
  readonly #edges: Edges;
  readonly #nowMs: () => number;
  readonly #waiting = new Map<string, JournalEntry>();
  #firstMs: number | undefined;
  #lastMs = 0;

  constructor(edges: Edges, nowMs: () => number = Date.now) {
    this.#edges = edges;
    this.#nowMs = nowMs;
  }

  /** @returns what is told now: this entry, or what has waited in vain, in the order in which it came */
  add(entry: JournalEntry): Happening[] {
    this.#firstMs ??= entry.atMs;
    this.#lastMs = entry.atMs;
    const late = this.#giveUp(({ atMs }) => Math.abs(entry.atMs - atMs) > WINDOW_MS);
    const { requestId } = entry.fields;
    if (!playedOverTheWeb(entry)) return [...late, happeningOf(entry)];
    // Ours always send one.
    if (typeof requestId !== 'string') return [...late, this.#alone(entry)];
    const other = this.#take(requestId);
    if (other && agree(entry, other)) return [...late, together(entry, other)];
    // One that comes twice from one side, or tells of another animation, is nobody's other half.
    if (other) late.push(this.#alone(other));
    this.#waiting.set(requestId, entry);
    if (this.#waiting.size > MAX_WAITING) late.push(...this.#giveUp(() => this.#waiting.size > MAX_WAITING));
    return late;
  }

  /** What still waits: all of it, or what has waited in vain by now, while more may come. */
  rest(isOver: 'ended' | 'goes_on'): Happening[] {
    const overMs = this.#nowMs() - WINDOW_MS;
    return this.#giveUp(({ atMs }) => isOver === 'ended' || atMs < overMs);
  }

  /** From the one that has waited the longest to the first that may go on waiting. */
  #giveUp(isOver: (waiting: JournalEntry) => boolean): Happening[] {
    const given: Happening[] = [];
    for (const [requestId, entry] of this.#waiting) {
      if (!isOver(entry)) break;
      this.#waiting.delete(requestId);
      given.push(this.#alone(entry));
    }
    return given;
  }

  #take(requestId: string): JournalEntry | undefined {
    const entry = this.#waiting.get(requestId);
    this.#waiting.delete(requestId);
    return entry;
  }

  #alone(entry: JournalEntry): Happening {
    const told = happeningOf(entry);
    if (this.#isNearEdge(entry)) return told;
    if (entry.side === 'driver') return { ...told, agreement: 'driver_only' };
    // Only what it says was played is missing with the driver.
    return told.outcome === 'done' ? { ...told, agreement: 'gateway_only' } : told;
  }

  /** The driver writes first: its record may be cut off at the beginning, the gateway's at the end, or still to come. */
  #isNearEdge({ side, atMs }: JournalEntry): boolean {
    if (side === 'gateway') return this.#edges.since && atMs - (this.#firstMs ?? 0) < WINDOW_MS;
    return (
      (this.#edges.until && this.#lastMs - atMs < WINDOW_MS) || Math.abs(this.#nowMs() - atMs) < WINDOW_MS
    );
  }
}

/** The gateway must not cover what it made the driver play with a record of something harmless. */
function agree(one: JournalEntry, other: JournalEntry): boolean {
  return one.side !== other.side && one.fields.id === other.fields.id;
}

/** The gateway knows who asked, the driver what came of it. */
function together(one: JournalEntry, other: JournalEntry): Happening {
  const asked = happeningOf(one.side === 'gateway' ? one : other);
  const reason = asked.reason ?? (asked.outcome === 'done' ? undefined : asked.outcome);
  return { ...asked, outcome: 'done', ...(reason !== undefined && { reason }), agreement: 'both' };
}
