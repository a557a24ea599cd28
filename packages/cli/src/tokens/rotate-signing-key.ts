import { existsSync, mkdirSync } from 'node:fs';
import { replaceFile } from '@garland/daemon/write-file';
import {
  generateSigningKey,
  indexRegistry,
  isTokenValid,
  KEY_RING_MAX_KEYS,
  type KeyRing,
  type RetiringKey,
  type SigningKey,
  serializeKeyRing,
  serializeSigningKey,
  type TokenIndex,
  type TokenRecord,
  type TokenRegistry,
} from '@garland/tokens';
import { CliError } from '../errors/cli-error.ts';
import { type OverlapOptions, parseOverlapEndS } from './parse-lifetime.ts';
import { pruneToFit, updateRegistry } from './registry-file.ts';
import { requireClock } from './require-clock.ts';
import { readKeyRing } from './signing-key-file.ts';
import type { TokenFolder } from './token-folder.ts';

const DEFAULT_KEY_OVERLAP = '30d';

export interface KeyRotation {
  /** The key that signs from now on. */
  readonly kid: string;
  readonly retiring: readonly RetiringKey[];
  /** Valid tokens that stop working when their key retires, unless they are rotated before. */
  readonly affected: readonly TokenRecord[];
}

/**
 * Creates a new signing key and schedules the retirement of the old one.
 *
 * The order is: publish the new public key, install the signing key, schedule the retirement. After a power cut between any of
 * them every token still works, and running the command again completes the rotation.
 */
export async function rotateSigningKey(folder: TokenFolder, options: OverlapOptions): Promise<KeyRotation> {
  let rotation: KeyRotation | undefined;
  await updateRegistry(folder, (before, nowS) => {
    requireClock(folder, before, nowS);
    const endsAt = parseOverlapEndS(options, DEFAULT_KEY_OVERLAP, nowS);
    const ring = activeKeys(readKeyRing(folder), before, nowS);
    const retiring = scheduleRetirement([...ring.keys()], before, endsAt);
    const retired = before.retiringKeys?.filter(({ kid }) => !ring.has(kid)) ?? [];
    const after = pruneToFit(folder, { ...before, retiringKeys: [...retiring, ...retired] }, nowS);
    const key = generateSigningKey();
    installSigningKey(key, ring, folder);
    rotation = {
      kid: key.kid,
      retiring,
      affected: findAffectedTokens({ ...after, retiringKeys: retiring }, nowS),
    };
    return after;
  });
  return rotation as KeyRotation;
}

function installSigningKey(key: SigningKey, ring: KeyRing, folder: TokenFolder): void {
  replaceFile(folder.publicKey, serializeKeyRing([key.publicKey, ...ring.values()]));
  // This also replaces a lost key.
  mkdirSync(folder.privateFolder, { recursive: true, mode: 0o700 });
  const mode = existsSync(folder.signingKey) ? undefined : 0o600;
  replaceFile(folder.signingKey, serializeSigningKey(key), { mode });
}

/** The keys that are not retired yet. */
function activeKeys(ring: KeyRing, registry: TokenRegistry, nowS: number): KeyRing {
  const { keyRetirements } = indexRegistry(registry);
  const left = [...ring].filter(([kid]) => (keyRetirements.get(kid) ?? Number.POSITIVE_INFINITY) > nowS);
  if (left.length < KEY_RING_MAX_KEYS) return new Map(left);
  throw new CliError(
    'failed',
    `${left.length} keys are in use, which is the maximum; nothing was changed.`,
    'Wait until one of them is retired.',
  );
}

/** A key that is already being retired keeps its end, if that is earlier. */
function scheduleRetirement(kids: readonly string[], registry: TokenRegistry, endsAt: number): RetiringKey[] {
  const { keyRetirements } = indexRegistry(registry);
  return kids.map((kid) => ({ kid, endsAt: Math.min(endsAt, keyRetirements.get(kid) ?? endsAt) }));
}

function findAffectedTokens(registry: TokenRegistry, nowS: number): readonly TokenRecord[] {
  const issued = indexRegistry(registry);
  const wouldBeValid: TokenIndex = { ...issued, keyRetirements: new Map<string, number>() };
  return registry.tokens.filter(
    (token) =>
      issued.keyRetirements.has(token.kid) &&
      token.endsAt === undefined &&
      isTokenValid(token, wouldBeValid, nowS) &&
      token.exp > (issued.keyRetirements.get(token.kid) ?? 0),
  );
}
