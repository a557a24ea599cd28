import type { KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { TOKEN_ALGORITHM, TOKEN_ISSUER, type TokenClaims } from './claims.ts';
import { toLowS } from './low-s.ts';
import type { SigningKey } from './signing-key.ts';
import type { TokenRecord } from './token-registry.ts';

/** Makes the token that a record lists. */
export function signToken(
  { jti, kid, sub, scope, iat, exp }: TokenRecord,
  tree: string,
  { privateKey }: SigningKey,
): string {
  const claims: TokenClaims = { iss: TOKEN_ISSUER, aud: tree, sub, jti, iat, nbf: iat, exp, scope };
  const token = jwt.sign(claims, privateKey, { algorithm: TOKEN_ALGORITHM, keyid: kid });
  const signatureStart = token.lastIndexOf('.') + 1;
  const signature = toLowS(Buffer.from(token.slice(signatureStart), 'base64url'));
  return token.slice(0, signatureStart) + Buffer.from(signature).toString('base64url');
}

/**
 * Whether a key signed a token: the signature only, since everything that depends on the time is checked by `verifyToken`
 * at every use. The library throws many kinds of errors on malformed tokens.
 */
export function hasValidSignature(token: string, publicKey: KeyObject): boolean {
  try {
    jwt.verify(token, publicKey, {
      algorithms: [TOKEN_ALGORITHM],
      ignoreExpiration: true,
      ignoreNotBefore: true,
    });
    return true;
  } catch {
    return false;
  }
}
