import type { KeyObject } from 'node:crypto';
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

/** Without either of its files no token can be checked, and none is accepted. */
export type VerifierUnavailable = 'registry_unavailable' | 'keys_unavailable';

export interface TokenFiles {
  readonly publicKeys: string;
  readonly registry: string;
}

/** Checks tokens against the files of this moment: what root changes in them counts from the next request on. */
export class TokenVerifier {
  readonly #keys: ReloadingFile<KeyRing>;
  readonly #index: ReloadingFile<TokenIndex>;
  readonly #hasValidSignature: (token: string, key: KeyObject) => boolean;
  #trustStore: TrustStore<KeyObject> | undefined;
  #verified = new VerifiedTokenCache();

  constructor(
    files: TokenFiles,
    audit: AuditLogger,
    signatureCheck: typeof hasValidSignature = hasValidSignature,
  ) {
    this.#hasValidSignature = signatureCheck;
    this.#keys = new ReloadingFile(
      keyRingSource(files.publicKeys),
      reportChanges((result) => {
        if (result.ok) audit.record('keys_loaded', { keyIds: [...result.value.keys()] });
        else audit.record('keys_unavailable', { problem: `${files.publicKeys} ${result.fault}` });
      }, keyIdsOf),
    );
    this.#index = new ReloadingFile(
      registrySource(files.registry),
      reportChanges((result) => {
        if (result.ok) audit.record('registry_loaded', registryCounts(result.value));
        else audit.record('registry_unavailable', { problem: `${files.registry}: ${result.fault}` });
      }, registryCounts),
    );
  }

  /** What tokens are checked against at this moment. */
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

  /** Never throws. `nowS` is the calendar's time, which may go back. */
  verify(token: string, nowS: number): VerificationResult | VerifierUnavailable {
    const authority = this.trustStore();
    if (typeof authority === 'string') return authority;
    if (token.length > TOKEN_MAX_BYTES) return { fault: 'too_long' };
    const digest = VerifiedTokenCache.digestOf(token);
    const proven = this.#verified.get(digest);
    const form = proven ? { ok: true as const, value: proven } : parseToken(token);
    if (!form.ok) return { fault: form.fault };
    const verdict = verifyToken(
      form.value,
      authority,
      nowS,
      (key) => proven !== undefined || this.#hasValidSignature(token, key),
    );
    if ('fault' in verdict) this.#verified.delete(digest);
    else if (!proven) this.#verified.add(digest, form.value);
    return verdict;
  }
}

/** One record a change, not one a reading. */
function reportChanges<T>(
  report: (result: Parsed<T, string>) => void,
  summaryOf: (value: T) => unknown,
): (result: Parsed<T, string>) => void {
  let reported = '';
  return (result) => {
    const essence = JSON.stringify(result.ok ? summaryOf(result.value) : result.fault);
    if (essence === reported) return;
    reported = essence;
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
