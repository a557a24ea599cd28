import { accessSync, constants, readFileSync } from 'node:fs';
import { replaceFile } from '@garland/daemon/write-file';
import {
  parseRegistry,
  REGISTRY_MAX_BYTES,
  serializeRegistry,
  settleRegistry,
  type TokenRegistry,
} from '@garland/tokens';
import { CliError } from '../errors/cli-error.ts';
import { withFileLock } from '../system/file-lock.ts';
import { type TokenFolder, tokenCommandHint } from './token-folder.ts';

/** @throws {CliError} if it is missing or damaged, with the position */
export function readRegistry(folder: TokenFolder): TokenRegistry {
  const { registry } = folder;
  const parsed = parseRegistry(readTokenFile(registry, folder));
  if (parsed.ok) return parsed.value;
  throw new CliError(
    'failed',
    `${registry} is damaged: ${parsed.fault}. Nothing was changed.`,
    'Repair it by hand, or restore the file from a backup; until then the gateway refuses every token.',
  );
}

/** Reads, changes, settles and writes the registry while no other process can. Without a change, nothing is written. */
export async function updateRegistry(
  folder: TokenFolder,
  update: (registry: TokenRegistry, nowS: number) => TokenRegistry,
): Promise<void> {
  // These give better errors than a failing lock file would.
  readRegistry(folder);
  accessSync(folder.path, constants.W_OK | constants.X_OK);
  await withFileLock(`${folder.registry}.lock`, () => {
    const before = readRegistry(folder);
    const nowS = Math.floor(Date.now() / 1000);
    const after = update(before, nowS);
    if (after === before) return;
    const text = serializeRegistry(settleRegistry(after, nowS));
    if (Buffer.byteLength(text) > REGISTRY_MAX_BYTES) throw registryFullError(folder);
    replaceFile(folder.registry, text);
  });
}

const PRUNE_AFTER_S = 30 * 86_400;
/** As many digits as any time before the year 2286 has. */
const WIDEST_TIMESTAMP_S = 9_999_999_999;

/**
 * Removes tokens that expired long ago, if the registry is too large for the gateway to read.
 *
 * @throws {CliError} if that is not enough
 */
export function pruneToFit(folder: TokenFolder, registry: TokenRegistry, nowS: number): TokenRegistry {
  if (hasRoom(registry)) return registry;
  const tokens = registry.tokens.filter(({ exp }) => exp > nowS - PRUNE_AFTER_S);
  const smaller = { ...registry, tokens };
  if (!hasRoom(smaller)) throw registryFullError(folder);
  return smaller;
}

/** Whether the gateway can read it, even after every token in it is replaced and revoked, which must never fail. */
function hasRoom(registry: TokenRegistry): boolean {
  const widest = { endsAt: WIDEST_TIMESTAMP_S, revokedAt: WIDEST_TIMESTAMP_S };
  const full = {
    ...registry,
    updatedAt: WIDEST_TIMESTAMP_S,
    retiringKeys: registry.retiringKeys?.map((key) => ({ ...key, ...widest })) ?? [],
    tokens: registry.tokens.map((token) => ({ ...token, ...widest })),
  };
  return Buffer.byteLength(serializeRegistry(full)) <= REGISTRY_MAX_BYTES;
}

function registryFullError({ registry }: TokenFolder): CliError {
  return new CliError(
    'failed',
    `${registry} is full: the gateway reads at most ${REGISTRY_MAX_BYTES} bytes. Nothing was changed.`,
    'Remove lines of expired tokens by hand; an expired token is refused with or without its line.',
  );
}

/** Reads one of the folder's files. If it is missing, most likely `init` was never run. */
export function readTokenFile(file: string, folder: TokenFolder): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new CliError(
      'failed',
      `${file} does not exist.`,
      `Create the keys first:  ${tokenCommandHint(folder, 'init --tree NAME')}`,
    );
  }
}
