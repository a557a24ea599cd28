/** The credentials of RFC 6750, one space, nothing before or after. */
const BEARER = /^Bearer ([\x21-\x7e]+)$/i;

export type Credentials = { readonly token: string } | { readonly fault: 'no_token' | 'not_bearer' };

/** The token in an Authorization header. What the token is worth is not looked at here. */
export function readBearer(authorization: string | undefined): Credentials {
  if (authorization === undefined) return { fault: 'no_token' };
  const token = BEARER.exec(authorization)?.[1];
  return token === undefined ? { fault: 'not_bearer' } : { token };
}
