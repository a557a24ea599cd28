import { endOf, type IssuedTokens, type TokenRecord } from '@garland/protocol/tokens';
import type { Audit } from '../audit/audit.ts';

const DAY_S = 86_400;
/** IFTTT switches off an applet whose calls keep failing: its owner should know long before. */
const WARNED_AHEAD_S = 30 * DAY_S;

/**
 * Tells the audit trail of tokens that will soon stop working, each once a day, and of keys that have just retired. What
 * was told is known to this process alone, which can write nothing: one that is started again tells it again.
 */
export class ExpiryWatch {
  readonly #audit: Audit;
  /** When each was told last, in seconds since 1970, by `jti` or `kid`. */
  readonly #toldS = new Map<string, number>();

  constructor(audit: Audit) {
    this.#audit = audit;
  }

  look({ records, keyEnds }: IssuedTokens, nowS: number): void {
    for (const record of records.values()) {
      const endS = endOf(record, keyEnds);
      if (record.revokedAt === undefined && endS > nowS && endS <= nowS + WARNED_AHEAD_S)
        this.#onceADay(record.jti, nowS, () => this.#warn(record, endS, nowS));
    }
    for (const [kid, endS] of keyEnds) {
      if (endS <= nowS && nowS < endS + DAY_S)
        this.#onceADay(kid, nowS, () => this.#audit.record('key_retired', { kid, since: dateTime(endS) }));
    }
    for (const [id, toldS] of this.#toldS) if (Math.abs(nowS - toldS) >= DAY_S) this.#toldS.delete(id);
  }

  #warn({ sub, jti }: TokenRecord, endS: number, nowS: number): void {
    const daysLeft = Math.floor((endS - nowS) / DAY_S);
    this.#audit.record('token_ends_soon', { who: sub, jti, endsAt: dateTime(endS), daysLeft });
  }

  /** A calendar that leaps back begins a new day too. */
  #onceADay(id: string, nowS: number, tell: () => void): void {
    const toldS = this.#toldS.get(id);
    if (toldS !== undefined && Math.abs(nowS - toldS) < DAY_S) return;
    this.#toldS.set(id, nowS);
    tell();
  }
}

function dateTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
