import { type JsonObject, parseJsonText } from '@garland/protocol';
import { NAME_PATTERN, TOKEN_FIELDS, TOKEN_ISSUER, type TokenClaims } from '@garland/protocol/tokens';

/** Why the text of a token is not one of ours, before any arithmetic. Stable codes, for logs and tests. */
export type FormFault =
  | 'too_long'
  | 'malformed'
  | 'bad_header'
  | 'wrong_algorithm'
  | 'bad_payload'
  | 'missing_claim'
  | 'unknown_claim'
  | 'malformed_claim'
  | 'wrong_issuer'
  | 'implausible_times';

export type Checked<T> = { readonly value: T } | { readonly fault: FormFault };

const CLAIMS: { readonly [K in keyof TokenClaims]: (value: unknown) => boolean } = {
  iss: (value) => typeof value === 'string',
  aud: (value) => typeof value === 'string' && NAME_PATTERN.test(value),
  sub: TOKEN_FIELDS.sub,
  jti: TOKEN_FIELDS.jti,
  iat: TOKEN_FIELDS.seconds,
  nbf: TOKEN_FIELDS.seconds,
  exp: TOKEN_FIELDS.seconds,
  scope: TOKEN_FIELDS.scope,
};

/** The header must be exactly this: no key ID to look up, no extension to understand, no type to confuse. */
export function headerFault(encoded: string): FormFault | undefined {
  const header = decodeJson(encoded);
  if (!header) return 'bad_header';
  const { alg, typ, ...rest } = header;
  if (alg !== 'ES256') return 'wrong_algorithm';
  return typ === 'JWT' && Object.keys(rest).length === 0 ? undefined : 'bad_header';
}

/** The claims: all of them, no others, each of its own type, none twice. */
export function readClaims(encoded: string): Checked<TokenClaims> {
  const payload = decodeJson(encoded);
  if (!payload) return { fault: 'bad_payload' };
  const names = Object.keys(CLAIMS) as (keyof TokenClaims)[];
  if (names.some((name) => !Object.hasOwn(payload, name))) return { fault: 'missing_claim' };
  if (Object.keys(payload).length > names.length) return { fault: 'unknown_claim' };
  if (names.some((name) => !CLAIMS[name](payload[name]))) return { fault: 'malformed_claim' };
  const claims = payload as unknown as TokenClaims;
  if (claims.iss !== TOKEN_ISSUER) return { fault: 'wrong_issuer' };
  if (claims.exp <= claims.iat || claims.exp <= claims.nbf) return { fault: 'implausible_times' };
  return { value: claims };
}

function decodeJson(encoded: string): JsonObject | undefined {
  const parsed = parseJsonText(Buffer.from(encoded, 'base64url').toString());
  return parsed.ok ? parsed.value : undefined;
}
