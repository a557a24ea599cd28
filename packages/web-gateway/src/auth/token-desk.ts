import type { KeyObject } from 'node:crypto';
import type { Parsed } from '@garland/protocol';
import type { KeyRing } from '@garland/protocol/token-keys';
import {
  type Authority,
  type IssuedTokens,
  judge,
  readToken,
  TOKEN_MAX_BYTES,
  type Verdict,
} from '@garland/protocol/tokens';
import type { Audit } from '../audit/audit.ts';
import type { AuditEvents } from '../audit/events.ts';
import { ProvenTokens } from './proven-tokens.ts';
import { isSigned } from './signature.ts';
import { keyRingAt, registryAt } from './sources.ts';
import { WatchedFile } from './watched-file.ts';

/** Without either of its files no token can be checked, and none is accepted. */
export type Unavailable = 'registry_unavailable' | 'keys_unavailable';

export interface TokenFiles {
  readonly publicKeys: string;
  readonly registry: string;
}

/** Checks tokens against the files of this moment: what root changes in them counts from the next request on. */
export class TokenDesk {
  readonly #keys: WatchedFile<KeyRing>;
  readonly #issued: WatchedFile<IssuedTokens>;
  readonly #isSigned: (token: string, key: KeyObject) => boolean;
  #authority: Authority<KeyObject> | undefined;
  #proven = new ProvenTokens();

  constructor(files: TokenFiles, audit: Audit, signatureCheck: typeof isSigned = isSigned) {
    this.#isSigned = signatureCheck;
    this.#keys = new WatchedFile(
      keyRingAt(files.publicKeys),
      onChange((result) => {
        if (result.ok) audit.record('keys_loaded', { keys: [...result.value.keys()] });
        else audit.record('keys_unavailable', { problem: `${files.publicKeys} ${result.fault}` });
      }, keysOf),
    );
    this.#issued = new WatchedFile(
      registryAt(files.registry),
      onChange((result) => {
        if (result.ok) audit.record('registry_loaded', countsOf(result.value));
        else audit.record('registry_unavailable', { problem: `${files.registry}: ${result.fault}` });
      }, countsOf),
    );
  }

  /** What tokens are checked against at this moment. */
  authority(): Authority<KeyObject> | Unavailable {
    const issued = this.#issued.current();
    if (!issued) return 'registry_unavailable';
    const keys = this.#keys.current();
    if (!keys) return 'keys_unavailable';
    if (this.#authority?.issued !== issued || this.#authority.keys !== keys) {
      this.#authority = { issued, keys };
      this.#proven = new ProvenTokens();
    }
    return this.#authority;
  }

  /** Never throws. `nowS` is the calendar's time, which may go back. */
  judge(token: string, nowS: number): Verdict | Unavailable {
    const authority = this.authority();
    if (typeof authority === 'string') return authority;
    if (token.length > TOKEN_MAX_BYTES) return { fault: 'too_long' };
    const digest = ProvenTokens.digestOf(token);
    const proven = this.#proven.find(digest);
    const form = proven ? { value: proven } : readToken(token);
    if ('fault' in form) return form;
    const verdict = judge(
      form.value,
      authority,
      nowS,
      (key) => proven !== undefined || this.#isSigned(token, key),
    );
    if ('fault' in verdict) this.#proven.remove(digest);
    else if (!proven) this.#proven.add(digest, form.value);
    return verdict;
  }
}

/** One record a change, not one a reading. */
function onChange<T>(
  report: (result: Parsed<T, string>) => void,
  essenceOf: (value: T) => unknown,
): (result: Parsed<T, string>) => void {
  let reported = '';
  return (result) => {
    const essence = JSON.stringify(result.ok ? essenceOf(result.value) : result.fault);
    if (essence === reported) return;
    reported = essence;
    report(result);
  };
}

function keysOf(ring: KeyRing): readonly string[] {
  return [...ring.keys()];
}

function countsOf({ tree, records }: IssuedTokens): AuditEvents['registry_loaded'] {
  const revoked = [...records.values()].filter(({ revokedAt }) => revokedAt !== undefined).length;
  return { tree, tokens: records.size, revoked };
}
