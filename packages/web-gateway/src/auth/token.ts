import type { KeyObject } from 'node:crypto';
import {
  parseScope,
  type Scope,
  TOKEN_ALGORITHM,
  TOKEN_ISSUER,
  TOKEN_MAX_BYTES,
  type TokenClaims,
  type TokenRecord,
} from '@garland/protocol/tokens';
import jwt from 'jsonwebtoken';
import { type Checked, type FormFault, headerFault, readClaims } from './claims.ts';

/** Who asks, and what they may do. */
export interface Principal {
  readonly who: string;
  readonly jti: string;
  readonly scope: Scope;
}

/** Why a token is refused. Stable codes, for logs and tests; clients are told "invalid_token" and no more. */
export type TokenFault =
  | FormFault
  | 'wrong_audience'
  | 'unlisted'
  | 'bad_signature'
  | 'expired'
  | 'not_yet_valid'
  | 'issued_in_future'
  | 'registry_mismatch'
  | 'revoked';

export type Verdict =
  | { readonly principal: Principal }
  /** `bearer` is there once the signature is proven. */
  | { readonly fault: TokenFault; readonly bearer?: { readonly who: string; readonly jti: string } };

/** What a token is checked against. */
export interface Authority {
  readonly publicKey: KeyObject;
  /** The tree's name, which must be the token's audience. */
  readonly tree: string;
  recordOf(jti: string): TokenRecord | undefined;
}

const SHAPE = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}$/;

/** Clocks differ: the Pi Zero has none of its own. */
const LEEWAY_S = 5;

/**
 * Checks a token. What costs nothing comes first, and a token that was never issued here ends before the elliptic
 * curve; what names its owner comes after it, so that a name in the audit trail is a proven one. Never throws.
 */
export function verifyToken(token: string, authority: Authority, nowS: number): Verdict {
  const form = readForm(token);
  if ('fault' in form) return form;
  const claims = form.value;
  if (claims.aud !== authority.tree) return { fault: 'wrong_audience' };
  const record = authority.recordOf(claims.jti);
  if (!record) return { fault: 'unlisted' };
  const signature = signatureFault(token, authority, nowS);
  if (signature === 'bad_signature') return { fault: signature };
  const bearer = { who: claims.sub, jti: claims.jti };
  const fault = recordFault(claims, record) ?? signature ?? issueFault(claims, nowS);
  if (fault) return { fault, bearer };
  return { principal: { ...bearer, scope: parseScope(claims.scope) as Scope } };
}

function readForm(token: string): Checked<TokenClaims> {
  if (token.length > TOKEN_MAX_BYTES) return { fault: 'too_long' };
  if (!SHAPE.test(token)) return { fault: 'malformed' };
  const [header = '', payload = '', signature = ''] = token.split('.');
  if (![header, payload, signature].every(isCanonical)) return { fault: 'malformed' };
  const fault = headerFault(header);
  return fault ? { fault } : readClaims(payload);
}

/** Base64url ignores the last few bits of some texts: of all the spellings of the same bytes, one is accepted. */
function isCanonical(encoded: string): boolean {
  return Buffer.from(encoded, 'base64url').toString('base64url') === encoded;
}

type SignatureFault = 'bad_signature' | 'expired' | 'not_yet_valid';

/** The library throws errors of many kinds on garbage, and looks at times only once the signature is right. */
function signatureFault(
  token: string,
  { publicKey, tree }: Authority,
  nowS: number,
): SignatureFault | undefined {
  try {
    jwt.verify(token, publicKey, {
      algorithms: [TOKEN_ALGORITHM],
      issuer: TOKEN_ISSUER,
      audience: tree,
      clockTimestamp: nowS,
      clockTolerance: LEEWAY_S,
    });
    return undefined;
  } catch (error) {
    if (error instanceof jwt.TokenExpiredError) return 'expired';
    if (error instanceof jwt.NotBeforeError) return 'not_yet_valid';
    return 'bad_signature';
  }
}

function recordFault(claims: TokenClaims, record: TokenRecord): 'revoked' | 'registry_mismatch' | undefined {
  if (record.revokedAt !== undefined) return 'revoked';
  const agrees = (['sub', 'scope', 'iat', 'exp'] as const).every((name) => claims[name] === record[name]);
  return agrees ? undefined : 'registry_mismatch';
}

function issueFault({ iat }: TokenClaims, nowS: number): 'issued_in_future' | undefined {
  return iat > nowS + LEEWAY_S ? 'issued_in_future' : undefined;
}
