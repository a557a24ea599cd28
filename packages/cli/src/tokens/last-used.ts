import { readJournal } from '../audit/journal.ts';
import { Failure } from '../failure.ts';

/** What the audit trail knows of the use of tokens. */
export interface UseRecords {
  /** False: nobody can say when a token was used, and `because` tells why. */
  readonly known: boolean;
  readonly because?: string;
  /** When each was used last, by `jti`. A token that is not here was not used since `since`. */
  readonly lastUsed: ReadonlyMap<string, Date>;
  /** How far back was looked; undefined if all were found before. */
  readonly since?: Date;
}

/** Half a gigabyte of journal takes a Pi Zero minutes. */
const PATIENCE_MS = 10_000;
const USES: readonly string[] = ['request', 'request_limited'];

/**
 * Looks up when tokens were used last. It stands in the gateway's journal alone: the gateway writes no file, least of all
 * the registry.
 */
export async function findLastUses(
  jtis: readonly string[],
  patienceMs: number = PATIENCE_MS,
): Promise<UseRecords> {
  const wanted = new Set(jtis);
  const lastUsed = new Map<string, Date>();
  let oldestMs: number | undefined;
  const signal = AbortSignal.timeout(patienceMs);
  try {
    for await (const { atMs, event, fields } of readJournal({ side: 'gateway', newestFirst: true, signal })) {
      oldestMs = atMs;
      const { jti } = fields;
      if (typeof jti === 'string' && USES.includes(event) && wanted.delete(jti))
        lastUsed.set(jti, new Date(atMs));
      if (wanted.size === 0) break;
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { known: false, because: error.message, lastUsed };
  }
  if (oldestMs === undefined)
    return { known: false, because: "The gateway's journal holds no record.", lastUsed };
  return { known: true, lastUsed, ...(wanted.size > 0 && { since: new Date(oldestMs) }) };
}
