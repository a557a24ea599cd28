import { type JsonObject, parseJsonObject } from '@garland/protocol';
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

/** Why the text of a token is not one of ours, before any arithmetic. Stable codes, for logs and tests. */
export const PARSE_FAULTS = [
  'too_long',
  'malformed',
  'bad_header',
  'wrong_algorithm',
  'high_s',
  'bad_payload',
  'missing_claim',
  'unknown_claim',
  'malformed_claim',
  'wrong_issuer',
  'implausible_times',
] as const;
export type ParseFault = (typeof PARSE_FAULTS)[number];

export type TokenParseResult<T> = { readonly value: T } | { readonly fault: ParseFault };

/** What a token says, before it is known whether that is true. */
export interface ParsedToken {
  /** Which key is said to have signed it. */
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

/** Reads the text of a token: one spelling, one header, one set of claims. Never throws. */
export function parseToken(token: string): TokenParseResult<ParsedToken> {
  if (token.length > TOKEN_MAX_BYTES) return { fault: 'too_long' };
  if (!COMPACT_JWS_PATTERN.test(token)) return { fault: 'malformed' };
  const parts = token.split('.');
  const [header, payload, signature] = parts.map((part) => Buffer.from(part, 'base64url'));
  if (!header || !payload || !signature) return { fault: 'malformed' };
  if (![header, payload, signature].every((bytes, i) => isCanonical(bytes, parts[i]))) {
    return { fault: 'malformed' };
  }
  const kid = parseHeader(header);
  if ('fault' in kid) return kid;
  if (!isLowS(signature)) return { fault: 'high_s' };
  const claims = parseClaims(payload);
  return 'fault' in claims ? claims : { value: { kid: kid.value, ...claims.value } };
}

/** Base64url ignores the last few bits of some texts: of all the spellings of the same bytes, one is accepted. */
function isCanonical(bytes: Buffer, encoded: string | undefined): boolean {
  return bytes.toString('base64url') === encoded;
}

/** Exactly an algorithm, a type and the ID of a key that we know already: nothing to fetch, to unpack or to understand. */
function parseHeader(bytes: Uint8Array): TokenParseResult<string> {
  const header = decodeJson(bytes);
  if (!header) return { fault: 'bad_header' };
  const { alg, typ, kid, ...rest } = header;
  if (alg !== TOKEN_ALGORITHM) return { fault: 'wrong_algorithm' };
  const isExactHeader = typ === 'JWT' && FIELD_VALIDATORS.kid(kid) && Object.keys(rest).length === 0;
  return isExactHeader ? { value: String(kid) } : { fault: 'bad_header' };
}

/** All of them, no others, each of its own type, none twice. */
function parseClaims(bytes: Uint8Array): TokenParseResult<Pick<ParsedToken, 'claims' | 'scope'>> {
  const payload = decodeJson(bytes);
  if (!payload) return { fault: 'bad_payload' };
  const names = Object.keys(CLAIM_VALIDATORS) as (keyof TokenClaims)[];
  if (names.some((name) => !Object.hasOwn(payload, name))) return { fault: 'missing_claim' };
  if (Object.keys(payload).length > names.length) return { fault: 'unknown_claim' };
  if (names.some((name) => !CLAIM_VALIDATORS[name](payload[name]))) return { fault: 'malformed_claim' };
  const claims = payload as unknown as TokenClaims;
  const scope = parseScope(claims.scope);
  if (!scope) return { fault: 'malformed_claim' };
  if (claims.iss !== TOKEN_ISSUER) return { fault: 'wrong_issuer' };
  if (claims.exp <= claims.iat || claims.exp <= claims.nbf) return { fault: 'implausible_times' };
  return { value: { claims, scope } };
}

function decodeJson(bytes: Uint8Array): JsonObject | undefined {
  const parsed = parseJsonObject(bytes);
  return parsed.ok ? parsed.value : undefined;
}
