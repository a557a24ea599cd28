import type { KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { TOKEN_ALGORITHM } from './index.ts';

/**
 * Whether the key has signed the token: the elliptic curve's arithmetic, and nothing else, because all that changes with
 * time is judged anew at every use. The library throws errors of many kinds on garbage.
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
