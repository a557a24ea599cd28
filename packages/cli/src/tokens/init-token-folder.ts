import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { createFile } from '@garland/daemon/write-file';
import {
  generateSigningKey,
  NAME_PATTERN,
  serializeKeyRing,
  serializeRegistry,
  serializeSigningKey,
} from '@garland/tokens';
import { CliError, usageError } from '../errors/cli-error.ts';
import { type TokenFolder, tokenCommandHint } from './token-folder.ts';

const NAME_RULE = 'small letters, digits, "_", "." and "-", at most 32, and a letter or digit first';

/**
 * Creates the keys and an empty registry. Never overwrites, because a new key would invalidate every token.
 *
 * @returns the ID of the key
 */
export function initTokenFolder(folder: TokenFolder, tree: string): string {
  checkName('tree name', tree);
  const present = [folder.signingKey, folder.publicKey, folder.registry].filter((file) => existsSync(file));
  if (present.length > 0) {
    throw new CliError(
      'failed',
      `${present.join(', ')} already ${present.length === 1 ? 'exists' : 'exist'}; nothing was changed.`,
      `To replace the key while its tokens keep working for a while:  ${tokenCommandHint(folder, 'rotate-key')}`,
      'To start over and invalidate every token, move the old folder away first.',
    );
  }
  mkdirSync(folder.path, { recursive: true, mode: 0o755 });
  mkdirSync(folder.privateFolder, { recursive: true, mode: 0o700 });
  chmodSync(folder.privateFolder, 0o700);
  const key = generateSigningKey();
  const updatedAt = Math.floor(Date.now() / 1000);
  createFile(folder.signingKey, serializeSigningKey(key), 0o600);
  createFile(folder.publicKey, serializeKeyRing([key.publicKey]), 0o644);
  createFile(folder.registry, serializeRegistry({ version: 1, tree, updatedAt, tokens: [] }), 0o644);
  return key.kid;
}

/** @throws {CliError} with the rule for names */
export function checkName(kind: string, name: string): void {
  if (!NAME_PATTERN.test(name))
    throw usageError(`${JSON.stringify(name)} is not a valid ${kind}: use ${NAME_RULE}.`);
}
