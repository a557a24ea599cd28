import type { AuditEntry } from './audit-entry.ts';
import { CORRELATION_WINDOW_MS, RecordCorrelator } from './correlate.ts';
import { type JournalQuery, readJournal } from './read-journal.ts';

export interface AuditQuery extends Pick<JournalQuery, 'since' | 'until' | 'follow' | 'signal' | 'env'> {
  /** Only the newest entries, at most this many. */
  readonly last?: number | undefined;
  readonly isWanted: (entry: AuditEntry) => boolean;
}

const FLUSH_INTERVAL_MS = 1000;

/** Calls `onEntry` for each entry, oldest first. Resolves at the end of the journal, or when the signal aborts. */
export async function readAuditLog(query: AuditQuery, onEntry: (entry: AuditEntry) => void): Promise<void> {
  if (query.last !== undefined)
    for (const entry of await readNewestEntries(query, query.last)) onEntry(entry);
  if (query.last !== undefined && !query.follow) return;
  const { since, until, follow, signal, env, isWanted } = query;
  const effectiveSince = query.last === undefined ? since : 'now';
  const correlator = new RecordCorrelator({
    since: effectiveSince !== undefined,
    until: until !== undefined,
  });
  const emit = (entries: readonly AuditEntry[]): void => entries.filter(isWanted).forEach(onEntry);
  const timer = follow && setInterval(() => emit(correlator.flush('goes_on')), FLUSH_INTERVAL_MS);
  try {
    for await (const entry of readJournal({ since: effectiveSince, until, follow, signal, env }))
      emit(correlator.add(entry));
  } finally {
    if (timer) clearInterval(timer);
  }
  emit(correlator.flush('ended'));
}

/** Reads backwards, so that a journal of years takes no longer than a short one. */
async function readNewestEntries(
  { since, until, signal, env, isWanted }: AuditQuery,
  count: number,
): Promise<AuditEntry[]> {
  const found: AuditEntry[] = [];
  const correlator = new RecordCorrelator({ since: since !== undefined, until: until !== undefined });
  let enoughAtMs: number | undefined;
  for await (const entry of readJournal({ since, until, signal, env, newestFirst: true })) {
    found.push(...correlator.add(entry).filter(isWanted));
    if (found.length >= count) enoughAtMs ??= entry.atMs;
    // Records that are still waiting for their other half are newer than these: their window must pass first.
    if (enoughAtMs !== undefined && Math.abs(enoughAtMs - entry.atMs) > CORRELATION_WINDOW_MS)
      return sortAndLimit(found, count);
  }
  found.push(...correlator.flush('ended').filter(isWanted));
  return sortAndLimit(found, count);
}

function sortAndLimit(entries: readonly AuditEntry[], count: number): AuditEntry[] {
  return [...entries].sort((a, b) => a.atMs - b.atMs).slice(-count);
}
