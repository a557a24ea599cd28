import { createPublicKey, createSign, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { keyIdOf, type RetiringKey, type TokenClaims, type TokenRecord, toLowS } from '@garland/tokens';

export const TREE_NAME = 'home';

export const nowS = (): number => Math.floor(Date.now() / 1000);

export interface KeyPair {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly publicPem: string;
  readonly privatePem: string;
}

export function newKeyPair(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    kid: keyIdOf(publicKey),
    privateKey,
    publicKey,
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

export function claimsFor(changes: Partial<TokenClaims> = {}): TokenClaims {
  const iat = nowS() - 10;
  return {
    iss: 'garland',
    aud: TREE_NAME,
    sub: 'ifttt',
    jti: randomUUID(),
    iat,
    nbf: iat,
    exp: iat + 3600,
    scope: 'play status',
    ...changes,
  };
}

export const base64url = (text: string | Uint8Array): string => Buffer.from(text).toString('base64url');

export const headerFor = (kid: string): string => `{"alg":"ES256","typ":"JWT","kid":"${kid}"}`;

/** Signs any two texts, whether or not they are what a token should hold. */
export function signText(
  header: string,
  payload: string,
  key: KeyObject,
  encoding: 'ieee-p1363' | 'der' = 'ieee-p1363',
): string {
  const signed = `${base64url(header)}.${base64url(payload)}`;
  const signature = createSign('sha256').update(signed).sign({ key, dsaEncoding: encoding });
  return `${signed}.${base64url(encoding === 'der' ? signature : toLowS(signature))}`;
}

export function signClaims(claims: object, key: KeyObject): string {
  return signText(headerFor(keyIdOf(createPublicKey(key))), JSON.stringify(claims), key);
}

export function recordFor(
  { jti, sub, scope, iat, exp }: TokenClaims,
  { kid }: Pick<KeyPair, 'kid'>,
  changes: Partial<TokenRecord> = {},
): TokenRecord {
  return { jti, kid, sub, scope, iat, exp, ...changes };
}

/** Replaces the registry in one step, as the command line does. */
export function writeRegistry(
  path: string,
  tokens: readonly TokenRecord[],
  retiringKeys: readonly RetiringKey[] = [],
): void {
  writeFileSync(`${path}.new`, JSON.stringify({ version: 1, tree: TREE_NAME, retiringKeys, tokens }));
  renameSync(`${path}.new`, path);
}
