import { parseScope } from './scope.ts';

/** The `iss` of every token; the tree that it is for is its `aud`. */
export const TOKEN_ISSUER = 'garland';
export const TOKEN_ALGORITHM = 'ES256';
export const TOKEN_MAX_BYTES = 2048;

/** The claims of a token: these and no others. Times are whole seconds since 1970. */
export interface TokenClaims {
  readonly iss: typeof TOKEN_ISSUER;
  /** The tree's name. */
  readonly aud: string;
  /** The principal that uses the token, such as "ifttt". */
  readonly sub: string;
  readonly jti: string;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  readonly scope: string;
}

/** The name of a principal or a tree: safe in a log line, a file name and a claim. */
export const NAME_PATTERN: RegExp = /^[a-z0-9][a-z0-9_.-]{0,31}$/;

/** A token's ID: safe in a log line and as an argument of `garland token revoke`. */
const TOKEN_ID_PATTERN: RegExp = /^[A-Za-z0-9_.-]{1,64}$/;

/** A signing key's ID, as `keyIdOf` makes it. */
const KEY_ID_PATTERN = /^[0-9a-f]{16}$/;

/** The last second of the year 9999, the last that a `Date` prints with four digits. */
const MAX_TIMESTAMP_S = 253_402_300_799;

/** The form of each field, in tokens and in registry records alike. */
export const FIELD_VALIDATORS: {
  readonly [K in 'sub' | 'jti' | 'kid' | 'scope' | 'seconds']: (value: unknown) => boolean;
} = {
  sub: (value) => typeof value === 'string' && NAME_PATTERN.test(value),
  jti: (value) => typeof value === 'string' && TOKEN_ID_PATTERN.test(value),
  kid: (value) => typeof value === 'string' && KEY_ID_PATTERN.test(value),
  scope: (value) => typeof value === 'string' && parseScope(value) !== undefined,
  seconds: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_TIMESTAMP_S,
};
