import { createHmac, createSign, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import {
  base64url,
  claimsFor,
  headerFor,
  type KeyPair,
  newKeyPair,
  nowS,
  recordFor,
  signClaims,
  signText,
  type TestTokens,
} from '@garland/test-kit/tokens';
import { type TokenClaims, type TokenRecord, toLowS } from '@garland/tokens';

/** The order of P-256, and so the bound of r and s. */
export const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** A number of 32 bytes, as r and s are. */
export function bytes32(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
}

/** Makes tokens, good and bad, of the keys and the registry that a gateway reads. */
export class TokenIssuer {
  readonly tokens: TestTokens;
  readonly keys: KeyPair;
  /** In the ring beside the first, and retired long ago. */
  readonly retired: KeyPair = newKeyPair();
  /** In the ring, and retiring tomorrow. */
  readonly retiring: KeyPair = newKeyPair();
  /** An attacker's own. */
  readonly foreignKey: KeyPair = newKeyPair();
  /** Listed and valid: what every attack starts from, so that each has one cause. */
  readonly claims: TokenClaims = claimsFor();
  readonly payload: string = JSON.stringify(this.claims);

  constructor(tokens: TestTokens) {
    this.tokens = tokens;
    this.keys = tokens.keys;
    tokens.setKeys(
      [tokens.keys, this.retiring, this.retired],
      [
        { kid: this.retiring.kid, endsAt: nowS() + 86_400 },
        { kid: this.retired.kid, endsAt: nowS() - 1 },
      ],
    );
    tokens.register(recordFor(this.claims, this.keys));
  }

  get header(): string {
    return headerFor(this.keys.kid);
  }

  /** The token that nothing is wrong with. */
  validToken(): string {
    return this.withClaims({});
  }

  parts(): [header: string, payload: string, signature: string] {
    return this.validToken().split('.') as [string, string, string];
  }

  /** Another header, well signed. */
  withHeader(fields: object | string, key: KeyObject = this.keys.privateKey): string {
    return signText(typeof fields === 'string' ? fields : JSON.stringify(fields), this.payload, key);
  }

  /** One header field more, or another value of one. */
  withField(name: string, value: unknown): string {
    return this.withHeader({ alg: 'ES256', typ: 'JWT', kid: this.keys.kid, [name]: value });
  }

  /** Another payload, well signed. */
  withPayload(text: string | Uint8Array): string {
    const head = `${base64url(this.header)}.${base64url(text)}`;
    return `${head}.${base64url(this.sign(head))}`;
  }

  /** Other claims than those that the registry lists, well signed. */
  withClaims(changes: object, key: KeyObject = this.keys.privateKey): string {
    return signClaims({ ...this.claims, ...changes }, key);
  }

  /** A claim in other words than JSON.stringify has, such as 1e400. */
  withLiteral(name: keyof TokenClaims, literal: string): string {
    const value = JSON.stringify(this.claims[name]);
    return this.withPayload(this.payload.replace(`"${name}":${value}`, `"${name}":${literal}`));
  }

  without(name: keyof TokenClaims): string {
    const { [name]: _left, ...rest } = this.claims;
    return signClaims(rest, this.keys.privateKey);
  }

  /** Issued as such: the registry lists it, so that nothing but the claim itself can be the reason. */
  issued(
    changes: Partial<TokenClaims>,
    inRegistry: Partial<TokenRecord> = {},
    keys: KeyPair = this.keys,
  ): string {
    return this.tokens.issue({ jti: randomUUID(), ...changes }, inRegistry, keys);
  }

  /** The good token with another signature. */
  withSignature(change: (signature: Buffer) => Uint8Array): string {
    const [header, payload, signature] = this.parts();
    return `${header}.${payload}.${base64url(change(Buffer.from(signature, 'base64url')))}`;
  }

  withR(r: bigint): string {
    return this.withSignature((signature) => Buffer.concat([bytes32(r), signature.subarray(32)]));
  }

  withS(s: bigint): string {
    return this.withSignature((signature) => Buffer.concat([signature.subarray(0, 32), bytes32(s)]));
  }

  hmac(alg: string, secret: string | Uint8Array, bytes?: number): string {
    const text = `${base64url(JSON.stringify({ alg, typ: 'JWT', kid: this.keys.kid }))}.${base64url(this.payload)}`;
    const mac = createHmac(`sha${alg.slice(2)}`, secret)
      .update(text)
      .digest();
    return `${text}.${base64url(bytes === undefined ? mac : Buffer.concat([mac, mac]).subarray(0, bytes))}`;
  }

  /** A signature in its accepted form, so that nothing else can be the reason. */
  sign(text: string, hash = 'sha256'): Uint8Array {
    const key = this.keys.privateKey;
    return toLowS(createSign(hash).update(text).sign({ key, dsaEncoding: 'ieee-p1363' }));
  }

  /** The head of the good token, signed with a key of another curve. */
  withCurve(namedCurve: string): string {
    const [header, payload] = this.parts();
    const { privateKey: key } = generateKeyPairSync('ec', { namedCurve });
    const text = `${header}.${payload}`;
    const signature = createSign('sha256')
      .update(text)
      .sign({ key, dsaEncoding: 'ieee-p1363' })
      .subarray(0, 64);
    // Small enough, where its own order would allow more.
    signature[32] = 0;
    return `${header}.${payload}.${base64url(signature)}`;
  }
}
