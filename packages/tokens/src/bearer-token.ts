const SCHEME = 'bearer ';

export type BearerResult = { readonly token: string } | { readonly fault: 'no_token' | 'not_bearer' };

/** Extracts the token from the value of an Authorization header (RFC 9110, 11.4), without looking into it. */
export function parseBearerToken(authorization: string | undefined): BearerResult {
  if (authorization === undefined) return { fault: 'no_token' };
  let start = SCHEME.length;
  while (authorization[start] === ' ') start++;
  const token = authorization.slice(start);
  const isBearer = authorization.slice(0, SCHEME.length).toLowerCase() === SCHEME && isVisibleAscii(token);
  return isBearer ? { token } : { fault: 'not_bearer' };
}

/** Without JIT, a regular expression would cost ten times as much. Node's parser rejects all other control characters. */
function isVisibleAscii(text: string): boolean {
  return (
    text !== '' && !text.includes(' ') && !text.includes('\t') && Buffer.byteLength(text) === text.length
  );
}
