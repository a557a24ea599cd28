import { effectiveExpiry, type TokenIndex, type TokenRecord } from '@garland/tokens';
import type { AuditLogger } from '../audit/audit-logger.ts';

const DAY_S = 86_400;
/** IFTTT switches off an applet whose calls keep failing: its owner should know long before. */
const WARNING_PERIOD_S = 30 * DAY_S;

/**
 * Tells the audit trail of tokens that will soon stop working, each once a day, and of keys that have just retired. What
 * was told is known to this process alone, which can write nothing: one that is started again tells it again.
 */
export class ExpiryMonitor {
  readonly #audit: AuditLogger;
  /** When each was told last, in seconds since 1970, by `jti` or `kid`. */
  readonly #reportedS = new Map<string, number>();

  constructor(audit: AuditLogger) {
    this.#audit = audit;
  }

  check({ records, keyRetirements }: TokenIndex, nowS: number): void {
    for (const record of records.values()) {
      const endS = effectiveExpiry(record, keyRetirements);
      if (record.revokedAt === undefined && endS > nowS && endS <= nowS + WARNING_PERIOD_S)
        this.#reportOncePerDay(record.jti, nowS, () => this.#warnExpiry(record, endS, nowS));
    }
    for (const [kid, endS] of keyRetirements) {
      if (endS <= nowS && nowS < endS + DAY_S)
        this.#reportOncePerDay(kid, nowS, () =>
          this.#audit.record('key_retired', { keyId: kid, retiredAt: isoTime(endS) }),
        );
    }
    for (const [id, toldS] of this.#reportedS)
      if (Math.abs(nowS - toldS) >= DAY_S) this.#reportedS.delete(id);
  }

  #warnExpiry({ sub, jti }: TokenRecord, endS: number, nowS: number): void {
    const daysLeft = Math.floor((endS - nowS) / DAY_S);
    this.#audit.record('token_expires_soon', {
      subject: sub,
      tokenId: jti,
      expiresAt: isoTime(endS),
      daysLeft,
    });
  }

  /** A calendar that leaps back begins a new day too. */
  #reportOncePerDay(id: string, nowS: number, tell: () => void): void {
    const toldS = this.#reportedS.get(id);
    if (toldS !== undefined && Math.abs(nowS - toldS) < DAY_S) return;
    this.#reportedS.set(id, nowS);
    tell();
  }
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
