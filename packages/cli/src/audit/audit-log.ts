import type { AuditEntry } from './audit-entry.ts';
import { CORRELATION_WINDOW_MS, RecordCorrelator } from './correlate.ts';
import { type JournalQuery, readJournal } from './read-journal.ts';

export interface AuditQuery extends Pick<JournalQuery, 'since' | 'until' | 'follow' | 'signal' | 'env'> {
  /** The newest ones, so many of them. */
  readonly last?: number | undefined;
  readonly isWanted: (happening: AuditEntry) => boolean;
}

const FLUSH_INTERVAL_MS = 1000;

/** Tells the trail, oldest first. Resolves at its end, or once it was asked to end. */
export async function readAuditLog(
  query: AuditQuery,
  onEntry: (happening: AuditEntry) => void,
): Promise<void> {
  if (query.last !== undefined)
    for (const happening of await readNewestEntries(query, query.last)) onEntry(happening);
  if (query.last !== undefined && !query.follow) return;
  const { since, until, follow, signal, env, isWanted } = query;
  const effectiveSince = query.last === undefined ? since : 'now';
  const correlator = new RecordCorrelator({
    since: effectiveSince !== undefined,
    until: until !== undefined,
  });
  const emit = (happenings: readonly AuditEntry[]): void => happenings.filter(isWanted).forEach(onEntry);
  const timer = follow && setInterval(() => emit(correlator.flush('goes_on')), FLUSH_INTERVAL_MS);
  try {
    for await (const entry of readJournal({ since: effectiveSince, until, follow, signal, env }))
      emit(correlator.add(entry));
  } finally {
    if (timer) clearInterval(timer);
  }
  emit(correlator.flush('ended'));
}

/** Read backwards, so that a journal of years costs no more than what is asked of it. */
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
    // What still waited then is newer than all that comes, and is told once its window has passed.
    if (enoughAtMs !== undefined && Math.abs(enoughAtMs - entry.atMs) > CORRELATION_WINDOW_MS)
      return sortAndLimit(found, count);
  }
  found.push(...correlator.flush('ended').filter(isWanted));
  return sortAndLimit(found, count);
}

function sortAndLimit(happenings: readonly AuditEntry[], count: number): AuditEntry[] {
  return [...happenings].sort((a, b) => a.atMs - b.atMs).slice(-count);
}
