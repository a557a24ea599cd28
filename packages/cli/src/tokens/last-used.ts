import { readJournal } from '../audit/read-journal.ts';
import { CliError } from '../errors/cli-error.ts';

/** When tokens were last used, from the audit log. */
export interface LastUseReport {
  /** False if the journal cannot be read; `reason` says why. */
  readonly isKnown: boolean;
  readonly reason?: string;
  /** The last use of each token, by `jti`. A missing token was not used since `since`. */
  readonly lastUsed: ReadonlyMap<string, Date>;
  /** How far back the journal was read; undefined if all were found. */
  readonly since?: Date;
}

export interface SearchLimits {
  /** Earlier uses do not matter. */
  readonly backToMs?: number;
  readonly timeoutMs?: number;
}

/** Half a gigabyte of journal takes a Pi Zero minutes. */
const SEARCH_TIMEOUT_MS = 10_000;
const USE_EVENTS: readonly string[] = ['request', 'request_rate_limited'];

/**
 * Looks up when tokens were last used. Only the gateway's journal has this, because the gateway cannot write the registry or
 * any other file.
 */
export async function findLastUses(
  jtis: readonly string[],
  env: NodeJS.ProcessEnv,
  { backToMs = 0, timeoutMs = SEARCH_TIMEOUT_MS }: SearchLimits = {},
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
      if (wanted.size === 0 || atMs < backToMs) break;
    }
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { isKnown: false, reason: error.message, lastUsed };
  }
  if (oldestMs === undefined)
    return { isKnown: false, reason: "The gateway's journal has no records.", lastUsed };
  return { isKnown: true, lastUsed, ...(wanted.size > 0 && { since: new Date(oldestMs) }) };
}
