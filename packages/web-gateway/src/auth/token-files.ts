import {
  indexRegistry,
  KEY_RING_MAX_KEYS,
  type KeyRing,
  parseKeyRing,
  parseRegistry,
  REGISTRY_MAX_BYTES,
  type TokenIndex,
} from '@garland/tokens';
import type { FileSource } from './file-snapshot.ts';

/** Larger than any public key in PEM. */
const KEY_MAX_BYTES = 1024;

/** The public keys: more than one while a key is being rotated. */
export function keyRingSource(path: string): FileSource<KeyRing> {
  return { path, maxBytes: KEY_RING_MAX_KEYS * KEY_MAX_BYTES, parse: parseKeyRing };
}

/** The registry of issued tokens. No token is accepted while the clock is before the build. */
export function registrySource(path: string, buildTimeS = 0): FileSource<TokenIndex> {
  return {
    path,
    maxBytes: REGISTRY_MAX_BYTES,
    parse: (text) => {
      const parsed = parseRegistry(text);
      return parsed.ok
        ? { ok: true, value: indexRegistry(parsed.value, buildTimeS) }
        : { ok: false, fault: `is damaged: ${parsed.fault}` };
    },
  };
}
