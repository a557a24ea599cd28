import type { AuditLogger } from '../audit/audit-logger.ts';
import { ExpiryMonitor } from './expiry-monitor.ts';
import type { TokenVerifier } from './token-verifier.ts';

/** A gateway that is started over and over says nothing, rather than the same each time. */
const FIRST_CHECK_MS = 60_000;
const CHECK_INTERVAL_MS = 3_600_000;

/** Looks at the registry from time to time for what will end soon. */
export function startExpiryMonitor(verifier: Pick<TokenVerifier, 'trustStore'>, audit: AuditLogger): void {
  const monitor = new ExpiryMonitor(audit);
  const check = (): void => {
    const authority = verifier.trustStore();
    if (typeof authority !== 'string') monitor.check(authority.index, Math.floor(Date.now() / 1000));
  };
  setTimeout(() => {
    check();
    setInterval(check, CHECK_INTERVAL_MS).unref();
  }, FIRST_CHECK_MS).unref();
}
