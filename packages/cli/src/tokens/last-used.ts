import { readJournal } from '../audit/read-journal.ts';
import { CliError } from '../errors/cli-error.ts';

/** What the audit trail knows of the use of tokens. */
export interface LastUseReport {
  /** False: nobody can say when a token was used, and `because` tells why. */
  readonly isKnown: boolean;
  readonly reason?: string;
  /** When each was used last, by `jti`. A token that is not here was not used since `since`. */
  readonly lastUsed: ReadonlyMap<string, Date>;
  /** How far back was looked; undefined if all were found before. */
  readonly since?: Date;
}

/** Half a gigabyte of journal takes a Pi Zero minutes. */
const SEARCH_TIMEOUT_MS = 10_000;
const USE_EVENTS: readonly string[] = ['request', 'request_rate_limited'];

/**
 * Looks up when tokens were used last. It stands in the gateway's journal alone: the gateway writes no file, least of all
 * the registry.
 */
export async function findLastUses(
  jtis: readonly string[],
  env: NodeJS.ProcessEnv,
  timeoutMs: number = SEARCH_TIMEOUT_MS,
): Promise<LastUseReport> {
  const wanted = new Set(jtis);
  const lastUsed = new Map<string, Date>();
  let oldestMs: number | undefined;
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    for await (const { atMs, event, fields } of readJournal({
      service: 'gateway',
      newestFirst: true,
      signal,
      env,
    })) {
      oldestMs = atMs;
      const { tokenId } = fields;
      if (typeof tokenId === 'string' && USE_EVENTS.includes(event) && wanted.delete(tokenId))
        lastUsed.set(tokenId, new Date(atMs));
      if (wanted.size === 0) break;
    }
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { isKnown: false, reason: error.message, lastUsed };
  }
  if (oldestMs === undefined)
    return { isKnown: false, reason: "The gateway's journal holds no record.", lastUsed };
  return { isKnown: true, lastUsed, ...(wanted.size > 0 && { since: new Date(oldestMs) }) };
}
