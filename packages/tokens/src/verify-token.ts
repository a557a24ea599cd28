import type { TokenClaims } from './claims.ts';
import { CLOCK_LEEWAY_S, isClockBehind } from './clock.ts';
import type { ParsedToken } from './parse-token.ts';
import type { Scope } from './scope.ts';
import type { TokenFault, VerificationFault } from './token-faults.ts';
import { isReplaced, type TokenIndex } from './token-index.ts';
import type { TokenRecord } from './token-registry.ts';

/** Whose token it is, known once the signature is verified. */
export interface TokenIdentity {
  readonly subject: string;
  readonly tokenId: string;
}

/** An authenticated client and its permissions. */
export interface Principal extends TokenIdentity {
  readonly scope: Scope;
}

export type VerificationResult =
  | { readonly principal: Principal }
  | { readonly fault: TokenFault; readonly identity?: TokenIdentity };

/** What tokens are verified against: the registry, and the public keys in use, by `kid`. */
export interface TrustStore<Key> {
  readonly index: TokenIndex;
  readonly keys: ReadonlyMap<string, Key>;
}

/**
 * Verifies a parsed token. Cheap checks come first, so that a token which was never issued here costs no elliptic curve
 * arithmetic (`hasSignatureOf`). Only faults found after it carry an identity, so that every name in the audit trail is
 * an authenticated one.
 */
export function verifyToken<Key>(
  { kid, claims, scope }: ParsedToken,
  { index, keys }: TrustStore<Key>,
  nowS: number,
  hasSignatureOf: (key: Key) => boolean,
): VerificationResult {
  if (claims.aud !== index.tree) return { fault: 'wrong_audience' };
  const record = index.records.get(claims.jti);
  if (!record) return { fault: 'not_registered' };
  if (record.kid !== kid) return { fault: 'wrong_key' };
  const key = keys.get(kid);
  if (key === undefined) return { fault: 'unknown_key' };
  if (index.revokedKids.has(kid) || nowS >= (index.keyRetirements.get(kid) ?? Number.POSITIVE_INFINITY))
    return { fault: 'retired_key' };
  if (!hasSignatureOf(key)) return { fault: 'bad_signature' };
  const identity = { subject: claims.sub, tokenId: claims.jti };
  const fault = registryFault(claims, record, nowS) ?? timeFault(claims, index, nowS);
  return fault ? { fault, identity } : { principal: { ...identity, scope } };
}

/** Claims that the registry repeats. */
const REGISTERED_CLAIMS = ['sub', 'scope', 'iat', 'exp'] as const;

function registryFault(
  claims: TokenClaims,
  record: TokenRecord,
  nowS: number,
): VerificationFault | undefined {
  if (record.revokedAt !== undefined && !isReplaced(record)) return 'revoked';
  if (REGISTERED_CLAIMS.some((name) => claims[name] !== record[name])) return 'registry_mismatch';
  const hasEnded = isReplaced(record) || nowS >= (record.endsAt ?? Number.POSITIVE_INFINITY);
  return hasEnded ? 'replaced' : undefined;
}

/** A clock that is behind would revive tokens that have ended, so no token is accepted by it. */
function timeFault(
  { exp, nbf, iat }: TokenClaims,
  { newestKnownS }: TokenIndex,
  nowS: number,
): VerificationFault | undefined {
  if (nowS >= exp + CLOCK_LEEWAY_S) return 'expired';
  if (isClockBehind(nowS, newestKnownS)) return 'clock_behind';
  if (isClockBehind(nowS, nbf)) return 'not_yet_valid';
  return isClockBehind(nowS, iat) ? 'issued_in_future' : undefined;
}
