import type { TokenClaims } from './claims.ts';
import { PARSE_FAULTS, type ParsedToken, type ParseFault } from './parse-token.ts';
import type { Scope } from './scope.ts';
import type { TokenIndex, TokenRecord } from './token-registry.ts';

/** Who asks, and what they may do. */
export interface Principal {
  readonly subject: string;
  readonly tokenId: string;
  readonly scope: Scope;
}

/** What this tree holds against a token that reads well. Stable codes, in the order in which they are looked for. */
const VERIFICATION_FAULTS = [
  'wrong_audience',
  'unlisted',
  'wrong_key',
  'unknown_key',
  'retired_key',
  'bad_signature',
  'revoked',
  'registry_mismatch',
  'ended',
  'expired',
  'not_yet_valid',
  'issued_in_future',
] as const;
export type VerificationFault = (typeof VERIFICATION_FAULTS)[number];

/** Why a token is refused. Stable codes, for logs and tests; clients are told "invalid_token" and no more. */
export type TokenFault = ParseFault | VerificationFault;
export const TOKEN_FAULTS: readonly TokenFault[] = [...PARSE_FAULTS, ...VERIFICATION_FAULTS];

/** The subject and the ID of a token whose signature is proven. */
export interface TokenIdentity {
  readonly subject: string;
  readonly tokenId: string;
}

export type VerificationResult =
  | { readonly principal: Principal }
  /** `identity` is there once the signature is proven. */
  | { readonly fault: TokenFault; readonly identity?: TokenIdentity };

/** What tokens are checked against: what was issued, and the public keys that are in use, by `kid`. */
export interface TrustStore<Key> {
  readonly index: TokenIndex;
  readonly keys: ReadonlyMap<string, Key>;
}

/** Clocks differ: the Pi Zero has none of its own. */
const CLOCK_LEEWAY_S = 5;

/**
 * Judges what a token says. What costs nothing comes first, and a token that was never issued here ends before
 * `isSignedBy` is asked, which may do the elliptic curve's arithmetic; what names its owner comes after it, so that a
 * name in the audit trail is a proven one.
 */
export function verifyToken<Key>(
  { kid, claims, scope }: ParsedToken,
  { index, keys }: TrustStore<Key>,
  nowS: number,
  hasSignatureOf: (key: Key) => boolean,
): VerificationResult {
  if (claims.aud !== index.tree) return { fault: 'wrong_audience' };
  const record = index.records.get(claims.jti);
  if (!record) return { fault: 'unlisted' };
  if (record.kid !== kid) return { fault: 'wrong_key' };
  const key = keys.get(kid);
  if (key === undefined) return { fault: 'unknown_key' };
  if (nowS >= (index.keyRetirements.get(kid) ?? Number.POSITIVE_INFINITY)) return { fault: 'retired_key' };
  if (!hasSignatureOf(key)) return { fault: 'bad_signature' };
  const identity = { subject: claims.sub, tokenId: claims.jti };
  const fault = registryFault(claims, record, nowS) ?? timeFault(claims, nowS);
  return fault ? { fault, identity } : { principal: { ...identity, scope } };
}

/** What the registry has of a token, too. */
const REGISTERED_CLAIMS = ['sub', 'scope', 'iat', 'exp'] as const;

function registryFault(
  claims: TokenClaims,
  record: TokenRecord,
  nowS: number,
): VerificationFault | undefined {
  if (record.revokedAt !== undefined) return 'revoked';
  if (REGISTERED_CLAIMS.some((name) => claims[name] !== record[name])) return 'registry_mismatch';
  return nowS >= (record.endsAt ?? Number.POSITIVE_INFINITY) ? 'ended' : undefined;
}

function timeFault({ exp, nbf, iat }: TokenClaims, nowS: number): VerificationFault | undefined {
  if (nowS >= exp + CLOCK_LEEWAY_S) return 'expired';
  if (nbf > nowS + CLOCK_LEEWAY_S) return 'not_yet_valid';
  return iat > nowS + CLOCK_LEEWAY_S ? 'issued_in_future' : undefined;
}
