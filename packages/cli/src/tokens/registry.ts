import { readFileSync } from 'node:fs';
import { parseRegistry, type TokenRegistry } from '@garland/protocol/tokens';
import { Failure } from '../failure.ts';
import type { TokenFolder } from './folder.ts';
import { withLock } from './lock.ts';
import { replaceFile } from './replace-file.ts';

/** One token a line, so that a person can read the file and a diff shows what changed. */
export function serialiseRegistry({ version, tree, tokens }: TokenRegistry): string {
  const lines = tokens.map((token) => `\n    ${JSON.stringify(token)}`).join(',');
  const list = tokens.length === 0 ? '[]' : `[${lines}\n  ]`;
  return `{\n  "version": ${version},\n  "tree": ${JSON.stringify(tree)},\n  "tokens": ${list}\n}\n`;
}

/** @throws {Failure} if it is missing or damaged, with the place */
export function readRegistry({ path, registry }: TokenFolder): TokenRegistry {
  const parsed = parseRegistry(readOrExplain(registry, path));
  if (parsed.ok) return parsed.value;
  throw new Failure(
    'failed',
    `${registry} is damaged: ${parsed.fault}. Nothing was changed.`,
    'Repair that place by hand, or restore the file from a backup; the gateway refuses it as it is.',
  );
}

/** Reads, changes and writes the registry with no other process in between. */
export async function changeRegistry(
  folder: TokenFolder,
  change: (registry: TokenRegistry) => TokenRegistry,
): Promise<void> {
  readRegistry(folder);
  await withLock(`${folder.registry}.lock`, () => {
    replaceFile(folder.registry, serialiseRegistry(change(readRegistry(folder))));
  });
}

/** Reads one of the folder's files; a missing one most likely means that `init` was never run. */
export function readOrExplain(file: string, folder: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Failure(
      'failed',
      `There is no ${file}.`,
      `Make the keys first:  garland token init --tree NAME --dir ${folder}`,
    );
  }
}
