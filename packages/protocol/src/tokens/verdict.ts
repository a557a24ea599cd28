import type { TokenClaims } from './claims.ts';
import { FORM_FAULTS, type FormFault, type TokenContent } from './form.ts';
import type { IssuedTokens, TokenRecord } from './registry.ts';
import type { Scope } from './scope.ts';

/** Who asks, and what they may do. */
export interface Principal {
  readonly who: string;
  readonly jti: string;
  readonly scope: Scope;
}

/** What this tree holds against a token that reads well. Stable codes, in the order in which they are looked for. */
const STANDING_FAULTS = [
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
export type StandingFault = (typeof STANDING_FAULTS)[number];

/** Why a token is refused. Stable codes, for logs and tests; clients are told "invalid_token" and no more. */
export type TokenFault = FormFault | StandingFault;
export const TOKEN_FAULTS: readonly TokenFault[] = [...FORM_FAULTS, ...STANDING_FAULTS];

export type Verdict =
  | { readonly principal: Principal }
  /** `bearer` is there once the signature is proven. */
  | { readonly fault: TokenFault; readonly bearer?: { readonly who: string; readonly jti: string } };

/** What tokens are checked against: what was issued, and the public keys that are in use, by `kid`. */
export interface Authority<Key> {
  readonly issued: IssuedTokens;
  readonly keys: ReadonlyMap<string, Key>;
}

/** Clocks differ: the Pi Zero has none of its own. */
const CLOCK_LEEWAY_S = 5;

/**
 * Judges what a token says. What costs nothing comes first, and a token that was never issued here ends before
 * `isSignedBy` is asked, which may do the elliptic curve's arithmetic; what names its owner comes after it, so that a
 * name in the audit trail is a proven one.
 */
export function judge<Key>(
  { kid, claims, scope }: TokenContent,
  { issued, keys }: Authority<Key>,
  nowS: number,
  isSignedBy: (key: Key) => boolean,
): Verdict {
  if (claims.aud !== issued.tree) return { fault: 'wrong_audience' };
  const record = issued.records.get(claims.jti);
  if (!record) return { fault: 'unlisted' };
  if (record.kid !== kid) return { fault: 'wrong_key' };
  const key = keys.get(kid);
  if (key === undefined) return { fault: 'unknown_key' };
  if (nowS >= (issued.keyEnds.get(kid) ?? Number.POSITIVE_INFINITY)) return { fault: 'retired_key' };
  if (!isSignedBy(key)) return { fault: 'bad_signature' };
  const bearer = { who: claims.sub, jti: claims.jti };
  const fault = recordFault(claims, record, nowS) ?? timeFault(claims, nowS);
  return fault ? { fault, bearer } : { principal: { ...bearer, scope } };
}

/** What the registry has of a token, too. */
const LISTED_CLAIMS = ['sub', 'scope', 'iat', 'exp'] as const;

function recordFault(claims: TokenClaims, record: TokenRecord, nowS: number): StandingFault | undefined {
  if (record.revokedAt !== undefined) return 'revoked';
  if (LISTED_CLAIMS.some((name) => claims[name] !== record[name])) return 'registry_mismatch';
  return nowS >= (record.endsAt ?? Number.POSITIVE_INFINITY) ? 'ended' : undefined;
}

function timeFault({ exp, nbf, iat }: TokenClaims, nowS: number): StandingFault | undefined {
  if (nowS >= exp + CLOCK_LEEWAY_S) return 'expired';
  if (nbf > nowS + CLOCK_LEEWAY_S) return 'not_yet_valid';
  return iat > nowS + CLOCK_LEEWAY_S ? 'issued_in_future' : undefined;
}
