import type { Audit } from '../audit/audit.ts';
import { ExpiryWatch } from './expiry-watch.ts';
import type { TokenDesk } from './token-desk.ts';

/** A gateway that is started over and over says nothing, rather than the same each time. */
const FIRST_LOOK_MS = 60_000;
const LOOK_EVERY_MS = 3_600_000;

/** Looks at the registry from time to time for what will end soon. */
export function watchExpiry(tokens: Pick<TokenDesk, 'authority'>, audit: Audit): void {
  const watch = new ExpiryWatch(audit);
  const look = (): void => {
    const authority = tokens.authority();
    if (typeof authority !== 'string') watch.look(authority.issued, Math.floor(Date.now() / 1000));
  };
  setTimeout(() => {
    look();
    setInterval(look, LOOK_EVERY_MS).unref();
  }, FIRST_LOOK_MS).unref();
}
