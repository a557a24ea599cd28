import { createPrivateKey, createPublicKey, type KeyObject, randomUUID } from 'node:crypto';
import { TOKEN_ALGORITHM, TOKEN_ISSUER, type TokenClaims, type TokenRecord } from '@garland/protocol/tokens';
import jwt from 'jsonwebtoken';
import { Failure } from '../failure.ts';
import type { TokenFolder } from './folder.ts';
import { checkName } from './init.ts';
import { changeRegistry, fitted, readOrExplain } from './registry.ts';

export interface TokenRequest {
  readonly name: string;
  readonly scope: string;
  readonly lifetimeS: number;
}

export interface IssuedToken {
  readonly token: string;
  readonly tree: string;
  readonly record: TokenRecord;
  /** How many tokens that expired long ago were dropped from the registry to make room. */
  readonly dropped: number;
}

/** Signs a token and lists it. It is listed first: a token that was handed out is always one that can be revoked. */
export async function issueToken(folder: TokenFolder, request: TokenRequest): Promise<IssuedToken> {
  checkName('token name', request.name);
  const key = readSigningKey(folder);
  const iat = Math.floor(Date.now() / 1000);
  const record: TokenRecord = {
    jti: randomUUID(),
    sub: request.name,
    scope: request.scope,
    iat,
    exp: iat + request.lifetimeS,
  };
  let tree = '';
  let dropped = 0;
  await changeRegistry(folder, (registry) => {
    const longer = { ...registry, tokens: [...registry.tokens, record] };
    const changed = fitted(folder, longer, iat);
    tree = registry.tree;
    dropped = longer.tokens.length - changed.tokens.length;
    return changed;
  });
  const token = sign({ iss: TOKEN_ISSUER, aud: tree, nbf: iat, ...record }, key);
  return { token, tree, record, dropped };
}

function sign(claims: TokenClaims, key: KeyObject): string {
  return jwt.sign(claims, key, { algorithm: TOKEN_ALGORITHM });
}

/** @throws {Failure} if it is not the key whose public half the gateway has: it would refuse every token. */
function readSigningKey(folder: TokenFolder): KeyObject {
  const signing = parseKey(folder.signingKey, folder, createPrivateKey);
  const known = parseKey(folder.publicKey, folder, createPublicKey);
  if (signing.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw new Failure('failed', `${folder.signingKey} is no P-256 key.`);
  }
  const form = { type: 'spki', format: 'der' } as const;
  if (!createPublicKey(signing).export(form).equals(known.export(form))) {
    throw new Failure(
      'failed',
      `${folder.signingKey} and ${folder.publicKey} do not belong together: no token would be accepted.`,
    );
  }
  return signing;
}

function parseKey(file: string, folder: TokenFolder, parse: (pem: string) => KeyObject): KeyObject {
  const pem = readOrExplain(file, folder);
  try {
    return parse(pem);
  } catch {
    throw new Failure('failed', `${file} is no key in PEM form.`, 'Restore it from a backup.');
  }
}
