import { createPublicKey, createSign, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  keyIdOf,
  type RetiringKey,
  serializeKeyRing,
  type TokenClaims,
  type TokenRecord,
  toLowS,
} from '@garland/tokens';

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
    publicPem: serializeKeyRing([publicKey]),
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

/** Signs any two texts, whether or not they are a token's. */
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

/** Replaces a file in one step, as the command line does. */
function replaceFile(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

/** Replaces the registry. It was changed long ago, so that a token from the future is refused for itself alone. */
export function writeRegistry(
  path: string,
  tokens: readonly TokenRecord[],
  retiringKeys: readonly RetiringKey[] = [],
): void {
  replaceFile(path, JSON.stringify({ version: 1, tree: TREE_NAME, updatedAt: 1, retiringKeys, tokens }));
}

/** The folder of `garland token`: keys and registry, made without a process. */
export class TestTokens {
  readonly registryPath: string;
  readonly publicKeyPath: string;
  readonly keys: KeyPair = newKeyPair();
  readonly #records: TokenRecord[] = [];
  #retiringKeys: readonly RetiringKey[] = [];

  constructor(folder: string) {
    const privateFolder = join(folder, 'private');
    mkdirSync(privateFolder, { recursive: true, mode: 0o700 });
    writeFileSync(join(privateFolder, 'signing-key.pem'), this.keys.privatePem, { mode: 0o600 });
    this.publicKeyPath = join(folder, 'public-key.pem');
    this.registryPath = join(folder, 'registry.json');
    this.setKeys([this.keys]);
  }

  /** Lists a token in the registry and returns its text. */
  issue(
    changes: Partial<TokenClaims> = {},
    inRegistry: Partial<TokenRecord> = {},
    keys: KeyPair = this.keys,
  ): string {
    const claims = claimsFor(changes);
    this.register(recordFor(claims, keys, inRegistry));
    return signClaims(claims, keys.privateKey);
  }

  register(record: TokenRecord): void {
    this.#records.push(record);
    this.restoreRegistry();
  }

  /** As `garland token revoke` does. */
  revokeAll(): void {
    const revoked = this.#records.map((record) => ({ ...record, revokedAt: record.iat }));
    writeRegistry(this.registryPath, revoked, this.#retiringKeys);
  }

  restoreRegistry(): void {
    writeRegistry(this.registryPath, this.#records, this.#retiringKeys);
  }

  /** As `garland token rotate-key` leaves it: the public keys, and when which of them retire. */
  setKeys(pairs: readonly KeyPair[], retiringKeys: readonly RetiringKey[] = []): void {
    replaceFile(this.publicKeyPath, pairs.map(({ publicPem }) => publicPem).join(''));
    this.#retiringKeys = retiringKeys;
    this.restoreRegistry();
  }
}
