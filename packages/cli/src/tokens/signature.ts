import type { KeyObject } from 'node:crypto';
import { TOKEN_ALGORITHM } from '@garland/protocol/tokens';
import jwt from 'jsonwebtoken';

/**
 * Whether the key has signed the token, as the gateway has it: packages may not import each other, and a test holds the
 * two together. The library throws errors of many kinds on garbage.
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
