import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { invalid, type Parsed } from '@garland/protocol';
import { isEs256Key, keyIdOf } from './key-ring.ts';

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export function generateSigningKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { kid: keyIdOf(publicKey), privateKey, publicKey };
}

/** Parses a private key in PEM. The fault is a predicate for the file's name. Never throws. */
export function parseSigningKey(pem: string): Parsed<SigningKey, string> {
  try {
    const privateKey = createPrivateKey(pem);
    if (!isEs256Key(privateKey)) return invalid('is not a P-256 key');
    const publicKey = createPublicKey(privateKey);
    return { ok: true, value: { kid: keyIdOf(publicKey), privateKey, publicKey } };
  } catch {
    return invalid('is not a key in PEM form');
  }
}

/** The text of a signing key's file. */
export function serializeSigningKey({ privateKey }: SigningKey): string {
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
