import type { Happening } from './happening.ts';
import { Join, WINDOW_MS } from './join.ts';
import { type JournalQuery, readJournal } from './journal.ts';

export interface TrailQuery extends Pick<JournalQuery, 'since' | 'until' | 'follow' | 'signal'> {
  /** The newest ones, so many of them. */
  readonly last?: number | undefined;
  readonly wanted: (happening: Happening) => boolean;
}

const FOLLOW_CHECK_MS = 1000;

/** Tells the trail, oldest first. Resolves at its end, or once it was asked to end. */
export async function tellTrail(query: TrailQuery, tell: (happening: Happening) => void): Promise<void> {
  if (query.last !== undefined) for (const happening of await newest(query, query.last)) tell(happening);
  if (query.last !== undefined && !query.follow) return;
  const { since, until, follow, signal, wanted } = query;
  const from = query.last === undefined ? since : 'now';
  const join = new Join({ since: from !== undefined, until: until !== undefined });
  const pass = (happenings: readonly Happening[]): void => happenings.filter(wanted).forEach(tell);
  const timer = follow && setInterval(() => pass(join.rest('goes_on')), FOLLOW_CHECK_MS);
  try {
    for await (const entry of readJournal({ since: from, until, follow, signal })) pass(join.add(entry));
  } finally {
    if (timer) clearInterval(timer);
  }
  pass(join.rest('ended'));
}

/** Read backwards, so that a journal of years costs no more than what is asked of it. */
async function newest({ since, until, signal, wanted }: TrailQuery, count: number): Promise<Happening[]> {
  const found: Happening[] = [];
  const join = new Join({ since: since !== undefined, until: until !== undefined });
  let enoughAtMs: number | undefined;
  for await (const entry of readJournal({ since, until, signal, newestFirst: true })) {
    found.push(...join.add(entry).filter(wanted));
    if (found.length >= count) enoughAtMs ??= entry.atMs;
    // What still waited then is newer than all that comes, and is told once its window has passed.
    if (enoughAtMs !== undefined && Math.abs(enoughAtMs - entry.atMs) > WINDOW_MS)
      return inOrder(found, count);
  }
  found.push(...join.rest('ended').filter(wanted));
  return inOrder(found, count);
}

function inOrder(happenings: readonly Happening[], count: number): Happening[] {
  return [...happenings].sort((a, b) => a.atMs - b.atMs).slice(-count);
}
