import type { KeyObject } from 'node:crypto';
import { TokenBucket } from '@garland/daemon';
import type { Parsed } from '@garland/protocol';
import type { KeyRing } from '@garland/tokens';
import {
  parseToken,
  TOKEN_MAX_BYTES,
  type TokenIndex,
  type TrustStore,
  type VerificationResult,
  verifyToken,
} from '@garland/tokens';
import { hasValidSignature } from '@garland/tokens/signature';
import type { AuditEvents } from '../audit/audit-events.ts';
import type { AuditLogger } from '../audit/audit-logger.ts';
import { ReloadingFile } from './reloading-file.ts';
import { keyRingSource, registrySource } from './token-files.ts';
import { VerifiedTokenCache } from './verified-token-cache.ts';

/** For unknown tokens of clients over their limit; all clients together. */
const SIGNATURE_CHECKS_PER_SECOND = 0.5;
const SIGNATURE_CHECK_BURST = 20;

/** Without both files, no token can be verified and none is accepted. */
export type VerifierUnavailable = 'registry_unavailable' | 'keys_unavailable';

export interface TokenFiles {
  readonly publicKeys: string;
  readonly registry: string;
  /** When the gateway was built, in seconds since 1970; 0 if that is not known. */
  readonly buildTimeS?: number;
}

/** Verifies tokens against the current files: a change by root takes effect with the next request. */
export class TokenVerifier {
  readonly #keys: ReloadingFile<KeyRing>;
  readonly #index: ReloadingFile<TokenIndex>;
  readonly #hasValidSignature: (token: string, key: KeyObject) => boolean;
  readonly #audit: AuditLogger;
  #isClockReported = false;
  #trustStore: TrustStore<KeyObject> | undefined;
  #verified = new VerifiedTokenCache();
  readonly #signatureChecks = new TokenBucket(SIGNATURE_CHECKS_PER_SECOND, SIGNATURE_CHECK_BURST, 0);

  constructor(
    files: TokenFiles,
    audit: AuditLogger,
    signatureCheck: typeof hasValidSignature = hasValidSignature,
  ) {
    this.#audit = audit;
    this.#hasValidSignature = signatureCheck;
    this.#keys = new ReloadingFile(
      keyRingSource(files.publicKeys),
      reportChanges((result) => {
        if (result.ok) audit.record('keys_loaded', { keyIds: [...result.value.keys()] });
        else audit.record('keys_unavailable', { problem: `${files.publicKeys} ${result.fault}` });
      }, keyIdsOf),
    );
    this.#index = new ReloadingFile(
      registrySource(files.registry, files.buildTimeS),
      reportChanges((result) => {
        if (result.ok) audit.record('registry_loaded', registryCounts(result.value));
        else audit.record('registry_unavailable', { problem: `${files.registry} ${result.fault}` });
      }, registryCounts),
    );
  }

  /** The current keys and registry. */
  trustStore(): TrustStore<KeyObject> | VerifierUnavailable {
    const index = this.#index.current();
    if (!index) return 'registry_unavailable';
    const keys = this.#keys.current();
    if (!keys) return 'keys_unavailable';
    if (this.#trustStore?.index !== index || this.#trustStore.keys !== keys) {
      this.#trustStore = { index, keys };
      this.#verified = new VerifiedTokenCache();
    }
    return this.#trustStore;
  }

  /** Never throws. `nowS` is wall-clock time, which can go back. */
  verify(token: string, nowS: number): VerificationResult | VerifierUnavailable {
    const trustStore = this.trustStore();
    if (typeof trustStore === 'string') return trustStore;
    if (token.length > TOKEN_MAX_BYTES) return { fault: 'too_long' };
    const digest = VerifiedTokenCache.digestOf(token);
    const cached = this.#verified.get(digest);
    const parsed = cached ? { ok: true as const, value: cached } : parseToken(token);
    if (!parsed.ok) return { fault: parsed.fault };
    const result = verifyToken(
      parsed.value,
      trustStore,
      nowS,
      (key) => cached !== undefined || this.#hasValidSignature(token, key),
    );
    this.#reportClock(result, trustStore.index, nowS);
    if ('fault' in result) this.#verified.delete(digest);
    else if (!cached) this.#verified.set(digest, parsed.value);
    return result;
  }

  /** Once, until the clock is right again. */
  #reportClock(result: VerificationResult, { newestKnownS }: TokenIndex, nowS: number): void {
    const isBehind = 'fault' in result && result.fault === 'clock_behind';
    if (isBehind && !this.#isClockReported)
      this.#audit.record('clock_behind', { clock: isoTime(nowS), earliest: isoTime(newestKnownS) });
    if (isBehind || 'principal' in result) this.#isClockReported = isBehind;
  }

  /**
   * As `verify`, at a bounded cost: an unknown token's signature is only checked if all else is right, which takes the secret ID
   * of a token in the registry, and only a few times a minute.
   */
  recognizes(token: string, nowS: number): boolean {
    const trustStore = this.trustStore();
    if (typeof trustStore === 'string' || token.length > TOKEN_MAX_BYTES) return false;
    if (!this.#verified.has(VerifiedTokenCache.digestOf(token))) {
      const parsed = parseToken(token);
      if (!parsed.ok || 'fault' in verifyToken(parsed.value, trustStore, nowS, () => true)) return false;
      if (this.#signatureChecks.take(performance.now()) > 0) return false;
    }
    const result = this.verify(token, nowS);
    return typeof result === 'object' && 'principal' in result;
  }
}

/** Reports changes, not every reading. */
function reportChanges<T>(
  report: (result: Parsed<T, string>) => void,
  summaryOf: (value: T) => unknown,
): (result: Parsed<T, string>) => void {
  let reported = '';
  return (result) => {
    const summary = JSON.stringify(result.ok ? summaryOf(result.value) : result.fault);
    if (summary === reported) return;
    reported = summary;
    report(result);
  };
}

function keyIdsOf(ring: KeyRing): readonly string[] {
  return [...ring.keys()];
}

function registryCounts({ tree, records }: TokenIndex): AuditEvents['registry_loaded'] {
  const revokedCount = [...records.values()].filter(({ revokedAt }) => revokedAt !== undefined).length;
  return { tree, tokenCount: records.size, revokedCount };
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
