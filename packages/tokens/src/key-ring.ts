import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { invalid, type Parsed } from '@garland/protocol';

/** Public keys by ID; the first one belongs to the current signing key. */
export type KeyRing = ReadonlyMap<string, KeyObject>;

/** The signing key, and more retiring ones than anyone needs. */
export const KEY_RING_MAX_KEYS = 8;

const CURVE = 'prime256v1';
const PEM_BLOCK = /-----BEGIN PUBLIC KEY-----[^-]*-----END PUBLIC KEY-----/g;

/** Whether a key can be used with ES256. */
export function isEs256Key({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  return asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === CURVE;
}

/**
 * The ID of a key: the first 16 hexadecimal digits of the SHA-256 of the public key in DER, as
 * `openssl pkey -pubin -in public-key.pem -outform DER | sha256sum` prints it for a single key.
 */
export function keyIdOf(publicKey: KeyObject): string {
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('hex').slice(0, 16);
}

/** Parses concatenated public keys in PEM. The fault is a predicate for the file's name. Never throws. */
export function parseKeyRing(pem: string): Parsed<KeyRing, string> {
  if (pem.includes('PRIVATE KEY'))
    return invalid(
      'contains a private key, which could sign tokens: keep it off the gateway, and name the public key here',
    );
  const blocks = pem.match(PEM_BLOCK) ?? [];
  if (blocks.length > KEY_RING_MAX_KEYS) return invalid(`contains more than ${KEY_RING_MAX_KEYS} keys`);
  const ring = new Map<string, KeyObject>();
  for (const block of blocks) {
    const key = parsePublicKey(block);
    if (!key) return invalid(INVALID_KEY);
    const kid = keyIdOf(key);
    if (ring.has(kid)) return invalid(`contains the key ${kid} twice`);
    ring.set(kid, key);
  }
  if (ring.size === 0) return invalid(INVALID_KEY);
  return pem.replace(PEM_BLOCK, '').trim() === ''
    ? { ok: true, value: ring }
    : invalid('contains something other than PEM public keys');
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

/** The text of a file of public keys. */
export function serializeKeyRing(keys: Iterable<KeyObject>): string {
  return [...keys].map((key) => key.export({ type: 'spki', format: 'pem' })).join('');
}
