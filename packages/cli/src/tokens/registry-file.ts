import { accessSync, constants, readFileSync } from 'node:fs';
import { replaceFile } from '@garland/daemon/write-file';
import { parseRegistry, REGISTRY_MAX_BYTES, serializeRegistry, type TokenRegistry } from '@garland/tokens';
import { CliError } from '../errors/cli-error.ts';
import { withFileLock } from '../system/file-lock.ts';
import { type TokenFolder, tokenCommandHint } from './token-folder.ts';

/** @throws {CliError} if it is missing or damaged, with the place */
export function readRegistry(folder: TokenFolder): TokenRegistry {
  const { registry } = folder;
  const parsed = parseRegistry(readTokenFile(registry, folder));
  if (parsed.ok) return parsed.value;
  throw new CliError(
    'failed',
    `${registry} is damaged: ${parsed.fault}. Nothing was changed.`,
    'Repair that place by hand, or restore the file from a backup; the gateway refuses it as it is.',
  );
}

/** Reads, changes and writes the registry with no other process in between. */
export async function updateRegistry(
  folder: TokenFolder,
  update: (registry: TokenRegistry) => TokenRegistry,
): Promise<void> {
  // What is wrong with the folder is better told in these words than as a lock that can't be made in it.
  readRegistry(folder);
  accessSync(folder.path, constants.W_OK | constants.X_OK);
  await withFileLock(`${folder.registry}.lock`, () => {
    const text = serializeRegistry(update(readRegistry(folder)));
    if (Buffer.byteLength(text) > REGISTRY_MAX_BYTES) throw registryFullError(folder);
    replaceFile(folder.registry, text);
  });
}

const PRUNE_AFTER_S = 30 * 86_400;
/** As many digits as a time has until the year 2286. */
const WIDEST_TIMESTAMP_S = 9_999_999_999;

/**
 * The registry as small as it has to be for the gateway to read it: where it is too large, without the tokens that
 * expired long ago.
 *
 * @throws {CliError} if it is too large all the same
 */
export function pruneToFit(folder: TokenFolder, registry: TokenRegistry, nowS: number): TokenRegistry {
  if (hasRoom(registry)) return registry;
  const tokens = registry.tokens.filter(({ exp }) => exp > nowS - PRUNE_AFTER_S);
  const smaller = { ...registry, tokens };
  if (!hasRoom(smaller)) throw registryFullError(folder);
  return smaller;
}

/** Whether the gateway would read it, also after every token in it was replaced and revoked: that must never fail. */
function hasRoom(registry: TokenRegistry): boolean {
  const tokens = registry.tokens.map((token) => ({
    ...token,
    endsAt: WIDEST_TIMESTAMP_S,
    revokedAt: WIDEST_TIMESTAMP_S,
  }));
  return Buffer.byteLength(serializeRegistry({ ...registry, tokens })) <= REGISTRY_MAX_BYTES;
}

function registryFullError({ registry }: TokenFolder): CliError {
  return new CliError(
    'failed',
    `${registry} is full: the gateway reads no more than ${REGISTRY_MAX_BYTES} bytes. Nothing was changed.`,
    'Remove lines of tokens that expired from it by hand: an expired token is refused with or without its line.',
  );
}

/** Reads one of the folder's files; a missing one most likely means that `init` was never run. */
export function readTokenFile(file: string, folder: TokenFolder): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new CliError(
      'failed',
      `There is no ${file}.`,
      `Make the keys first:  ${tokenCommandHint(folder, 'init --tree NAME')}`,
    );
  }
}
