import { invalid, type JsonObject, type Parsed, parseJsonObject } from '@garland/protocol';
import {
  FIELD_VALIDATORS,
  NAME_PATTERN,
  TOKEN_ALGORITHM,
  TOKEN_ISSUER,
  TOKEN_MAX_BYTES,
  type TokenClaims,
} from './claims.ts';
import { isLowS } from './low-s.ts';
import { parseScope, type Scope } from './scope.ts';
import type { ParseFault } from './token-faults.ts';

/** A token's content, before its signature is checked. */
export interface ParsedToken {
  /** The key that the token claims to be signed with. */
  readonly kid: string;
  readonly claims: TokenClaims;
  /** What `claims.scope` permits. */
  readonly scope: Scope;
}

const COMPACT_JWS_PATTERN = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}$/;

const CLAIM_VALIDATORS: { readonly [K in keyof TokenClaims]: (value: unknown) => boolean } = {
  iss: (value) => typeof value === 'string',
  aud: (value) => typeof value === 'string' && NAME_PATTERN.test(value),
  sub: FIELD_VALIDATORS.sub,
  jti: FIELD_VALIDATORS.jti,
  iat: FIELD_VALIDATORS.seconds,
  nbf: FIELD_VALIDATORS.seconds,
  exp: FIELD_VALIDATORS.seconds,
  scope: (value) => typeof value === 'string',
};

/** Parses a token of the one accepted form: canonical base64url, exact header, exact claim set. Never throws. */
export function parseToken(token: string): Parsed<ParsedToken, ParseFault> {
  if (token.length > TOKEN_MAX_BYTES) return invalid('too_long');
  if (!COMPACT_JWS_PATTERN.test(token)) return invalid('malformed');
  const parts = token.split('.');
  const [header, payload, signature] = parts.map((part) => Buffer.from(part, 'base64url'));
  if (!header || !payload || !signature) return invalid('malformed');
  if (![header, payload, signature].every((bytes, i) => isCanonical(bytes, parts[i]))) {
    return invalid('malformed');
  }
  const kid = parseHeader(header);
  if (!kid.ok) return kid;
  if (!isLowS(signature)) return invalid('high_s');
  const claims = parseClaims(payload);
  return claims.ok ? { ok: true, value: { kid: kid.value, ...claims.value } } : claims;
}

/** Base64url ignores trailing bits, so several texts can decode to the same bytes: exactly one of them is accepted. */
function isCanonical(bytes: Buffer, encoded: string | undefined): boolean {
  return bytes.toString('base64url') === encoded;
}

/** Exactly `alg`, `typ` and `kid`: no key to fetch, nothing to decompress, no extension to support. */
function parseHeader(bytes: Uint8Array): Parsed<string, ParseFault> {
  const header = decodeJson(bytes);
  if (!header) return invalid('bad_header');
  const { alg, typ, kid, ...rest } = header;
  if (alg !== TOKEN_ALGORITHM) return invalid('wrong_algorithm');
  const isExactHeader = typ === 'JWT' && FIELD_VALIDATORS.kid(kid) && Object.keys(rest).length === 0;
  return isExactHeader ? { ok: true, value: String(kid) } : invalid('bad_header');
}

/** Exactly the claims of `TokenClaims`, each of its type. */
function parseClaims(bytes: Uint8Array): Parsed<Pick<ParsedToken, 'claims' | 'scope'>, ParseFault> {
  const payload = decodeJson(bytes);
  if (!payload) return invalid('bad_payload');
  const names = Object.keys(CLAIM_VALIDATORS) as (keyof TokenClaims)[];
  if (names.some((name) => !Object.hasOwn(payload, name))) return invalid('missing_claim');
  if (Object.keys(payload).length > names.length) return invalid('unknown_claim');
  if (names.some((name) => !CLAIM_VALIDATORS[name](payload[name]))) return invalid('malformed_claim');
  const claims = payload as unknown as TokenClaims;
  const scope = parseScope(claims.scope);
  if (!scope) return invalid('malformed_claim');
  if (claims.iss !== TOKEN_ISSUER) return invalid('wrong_issuer');
  if (claims.exp <= claims.iat || claims.exp <= claims.nbf) return invalid('implausible_times');
  return { ok: true, value: { claims, scope } };
}

function decodeJson(bytes: Uint8Array): JsonObject | undefined {
  const parsed = parseJsonObject(bytes);
  return parsed.ok ? parsed.value : undefined;
}
