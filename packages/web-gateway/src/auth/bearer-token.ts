const SCHEME = 'bearer ';

export type BearerResult = { readonly token: string } | { readonly fault: 'no_token' | 'not_bearer' };

/** The token in an Authorization header. What the token is worth is not looked at here. */
export function parseBearerToken(authorization: string | undefined): BearerResult {
  if (authorization === undefined) return { fault: 'no_token' };
  const token = authorization.slice(SCHEME.length);
  const isBearer = authorization.slice(0, SCHEME.length).toLowerCase() === SCHEME && isVisibleAscii(token);
  return isBearer ? { token } : { fault: 'not_bearer' };
}

/** Visible ASCII. Without JIT, a pattern would take ten times as long. Other controls never get past Node's parser. */
function isVisibleAscii(text: string): boolean {
  return (
    text !== '' && !text.includes(' ') && !text.includes('\t') && Buffer.byteLength(text) === text.length
  );
}
