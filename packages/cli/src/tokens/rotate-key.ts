import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { KEY_RING_MAX_KEYS, type KeyRing, serializeKeyRing } from '@garland/protocol/token-keys';
import {
  indexRegistry,
  type RetiringKey,
  type TokenRecord,
  type TokenRegistry,
} from '@garland/protocol/tokens';
import { Failure } from '../failure.ts';
import type { TokenFolder } from './folder.ts';
import { newSigningKey, privatePem, readKeyRing, type SigningKey } from './keys.ts';
import { type OverlapOptions, overlapEnd } from './lifetime.ts';
import { changeRegistry, fitted } from './registry.ts';
import { replaceFile } from './replace-file.ts';
import { isValid } from './state.ts';

const OVERLAP = '30d';

export interface KeyRotation {
  /** The key that signs from now on. */
  readonly kid: string;
  readonly retiring: readonly RetiringKey[];
  /** Valid tokens that stop working with the keys that signed them, unless they are rotated before. */
  readonly affected: readonly TokenRecord[];
}

/**
 * Makes a new key that signs from now on, and gives the old one a day on which it retires.
 *
 * The gateway first gets to know the new key, then it signs, then the old one gets its end: wherever a power cut comes
 * between, every token still works, and to do it again finishes it.
 */
export async function rotateKey(folder: TokenFolder, options: OverlapOptions): Promise<KeyRotation> {
  let rotation: KeyRotation | undefined;
  await changeRegistry(folder, (before) => {
    const nowS = Math.floor(Date.now() / 1000);
    const endsAt = overlapEnd(options, OVERLAP, nowS);
    const ring = inUse(readKeyRing(folder), before, nowS);
    const retiring = retire([...ring.keys()], before, endsAt);
    const after = fitted(folder, { ...before, retiringKeys: retiring }, nowS);
    const key = newSigningKey();
    install(key, ring, folder);
    rotation = { kid: key.kid, retiring, affected: affectedBy(after, nowS) };
    return after;
  });
  return rotation as KeyRotation;
}

function install(key: SigningKey, ring: KeyRing, folder: TokenFolder): void {
  replaceFile(folder.publicKey, serializeKeyRing([key.publicKey, ...ring.values()]));
  // The old key may be lost: this is how to go on without it.
  mkdirSync(folder.privateFolder, { recursive: true, mode: 0o700 });
  if (!existsSync(folder.signingKey)) writeFileSync(folder.signingKey, '', { mode: 0o600, flag: 'wx' });
  replaceFile(folder.signingKey, privatePem(key));
}

/** Without the keys that have retired. */
function inUse(ring: KeyRing, registry: TokenRegistry, nowS: number): KeyRing {
  const { keyRetirements } = indexRegistry(registry);
  const left = [...ring].filter(([kid]) => (keyRetirements.get(kid) ?? Number.POSITIVE_INFINITY) > nowS);
  if (left.length < KEY_RING_MAX_KEYS) return new Map(left);
  throw new Failure(
    'failed',
    `${left.length} keys are in use, and there is no room for more; nothing was changed.`,
    'Wait until one of them has retired.',
  );
}

/** A key that is on its way out already leaves no later than it was to. */
function retire(kids: readonly string[], registry: TokenRegistry, endsAt: number): RetiringKey[] {
  const { keyRetirements } = indexRegistry(registry);
  return kids.map((kid) => ({ kid, endsAt: Math.min(endsAt, keyRetirements.get(kid) ?? endsAt) }));
}

function affectedBy(registry: TokenRegistry, nowS: number): readonly TokenRecord[] {
  const issued = indexRegistry(registry);
  const wouldBeValid = { ...issued, keyEnds: new Map<string, number>() };
  return registry.tokens.filter(
    (token) =>
      issued.keyRetirements.has(token.kid) &&
      token.endsAt === undefined &&
      isValid(token, wouldBeValid, nowS) &&
      token.exp > (issued.keyRetirements.get(token.kid) ?? 0),
  );
}
