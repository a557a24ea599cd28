import { effectiveExpiry, type TokenIndex, type TokenRecord } from '@garland/tokens';
import type { AuditLogger } from '../audit/audit-logger.ts';

const DAY_S = 86_400;
/** IFTTT switches off applets whose calls keep failing, so owners must know well before. */
const WARNING_PERIOD_S = 30 * DAY_S;

/**
 * Records tokens that expire soon, once a day each, and keys that have just retired. Because the process can write no file,
 * it repeats these records after a restart.
 */
export class ExpiryMonitor {
  readonly #audit: AuditLogger;
  /** When each was last reported, in seconds since 1970, by token or key ID. */
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
    for (const [id, reportedS] of this.#reportedS)
      if (Math.abs(nowS - reportedS) >= DAY_S) this.#reportedS.delete(id);
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

  /** A clock that is set back starts a new day, too. */
  #reportOncePerDay(id: string, nowS: number, report: () => void): void {
    const reportedS = this.#reportedS.get(id);
    if (reportedS !== undefined && Math.abs(nowS - reportedS) < DAY_S) return;
    this.#reportedS.set(id, nowS);
    report();
  }
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
