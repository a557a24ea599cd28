import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import type { Parsed } from '@garland/protocol';

/** Public keys by their ID, the one that signs first. */
export type KeyRing = ReadonlyMap<string, KeyObject>;

/** One that signs, and as many that are on their way out as nobody ever needs. */
export const KEY_RING_MAX_KEYS = 8;

const CURVE = 'prime256v1';
const PEM_BLOCK = /-----BEGIN PUBLIC KEY-----[^-]*-----END PUBLIC KEY-----/g;

/** Whether a key is one for ES256. */
export function isEs256Key({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  return asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === CURVE;
}

/**
 * The ID of a key, which is made of the key itself: the first 16 hexadecimal digits of the SHA-256 of the public key in
 * DER. `openssl pkey -pubin -in public-key.pem -outform DER | sha256sum` says the same of a single one.
 */
export function keyIdOf(publicKey: KeyObject): string {
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('hex').slice(0, 16);
}

/** Reads public keys in PEM, one after the other. The fault goes on after the name of the file. Never throws. */
export function parseKeyRing(pem: string): Parsed<KeyRing, string> {
  if (pem.includes('PRIVATE KEY'))
    return invalid(
      'holds a private key, which could sign tokens: keep it away from the gateway, and name the public key here',
    );
  const blocks = pem.match(PEM_BLOCK) ?? [];
  if (blocks.length > KEY_RING_MAX_KEYS) return invalid(`holds more than ${KEY_RING_MAX_KEYS} keys`);
  const ring = new Map<string, KeyObject>();
  for (const block of blocks) {
    const key = parsePublicKey(block);
    if (!key) return invalid(INVALID_KEY);
    const kid = keyIdOf(key);
    if (ring.has(kid)) return invalid(`holds the key ${kid} twice`);
    ring.set(kid, key);
  }
  if (ring.size === 0) return invalid(INVALID_KEY);
  return pem.replace(PEM_BLOCK, '').trim() === ''
    ? { ok: true, value: ring }
    : invalid('holds something else than public keys in PEM');
}

const INVALID_KEY = 'is not an EC P-256 public key in PEM: "garland token init --tree NAME" makes one';

function parsePublicKey(pem: string): KeyObject | undefined {
  try {
    const key = createPublicKey(pem);
    return isEs256Key(key) ? key : undefined;
  } catch {
    return undefined;
  }
}

/** The same keys as a file holds them. */
export function serializeKeyRing(keys: Iterable<KeyObject>): string {
  return [...keys].map((key) => key.export({ type: 'spki', format: 'pem' })).join('');
}

function invalid(sentence: string): { readonly ok: false; readonly fault: string } {
  return { ok: false, fault: sentence };
}
