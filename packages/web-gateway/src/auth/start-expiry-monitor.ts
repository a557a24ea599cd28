import type { AuditLogger } from '../audit/audit-logger.ts';
import { ExpiryMonitor } from './expiry-monitor.ts';
import type { TokenVerifier } from './token-verifier.ts';

/** A gateway in a restart loop must not repeat the same records each time. */
const FIRST_CHECK_MS = 60_000;
const CHECK_INTERVAL_MS = 3_600_000;

/** Checks the registry periodically. */
export function startExpiryMonitor(verifier: Pick<TokenVerifier, 'trustStore'>, audit: AuditLogger): void {
  const monitor = new ExpiryMonitor(audit);
  const check = (): void => {
    const trustStore = verifier.trustStore();
    if (typeof trustStore !== 'string') monitor.check(trustStore.index, Math.floor(Date.now() / 1000));
  };
  setTimeout(() => {
    check();
    setInterval(check, CHECK_INTERVAL_MS).unref();
  }, FIRST_CHECK_MS).unref();
}
