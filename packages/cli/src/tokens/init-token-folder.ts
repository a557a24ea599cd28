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

/** Makes the keys and an empty registry. Never overwrites: a new key would end every token there is. */
export function initTokenFolder(folder: TokenFolder, tree: string): void {
  checkName('tree name', tree);
  const present = [folder.signingKey, folder.publicKey, folder.registry].filter((file) => existsSync(file));
  if (present.length > 0) {
    throw new CliError(
      'failed',
      `${present.join(', ')} ${present.length === 1 ? 'is' : 'are'} there already; nothing was changed.`,
      `To replace the key and keep the tokens for a while:  ${tokenCommandHint(folder, 'rotate-key')}`,
      'To start afresh, and end every token that was ever issued, move the old folder away first.',
    );
  }
  mkdirSync(folder.path, { recursive: true, mode: 0o755 });
  mkdirSync(folder.privateFolder, { recursive: true, mode: 0o700 });
  chmodSync(folder.privateFolder, 0o700);
  const key = generateSigningKey();
  createFile(folder.signingKey, serializeSigningKey(key), 0o600);
  createFile(folder.publicKey, serializeKeyRing([key.publicKey]), 0o644);
  createFile(folder.registry, serializeRegistry({ version: 1, tree, tokens: [] }), 0o644);
}

/** @throws {CliError} that says what a name looks like */
export function checkName(kind: string, name: string): void {
  if (!NAME_PATTERN.test(name))
    throw usageError(`${JSON.stringify(name)} is no ${kind}: it takes ${NAME_RULE}.`);
}
