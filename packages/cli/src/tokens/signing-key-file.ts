import {
  type KeyRing,
  parseKeyRing,
  parseSigningKey,
  type SigningKey,
  type TokenRegistry,
} from '@garland/tokens';
import { CliError } from '../errors/cli-error.ts';
import { readTokenFile } from './registry-file.ts';
import { type TokenFolder, tokenCommandHint } from './token-folder.ts';

/** @throws {CliError} if the file is missing or not a signing key */
export function readSigningKey(folder: TokenFolder): SigningKey {
  const parsed = parseSigningKey(readTokenFile(folder.signingKey, folder));
  if (parsed.ok) return parsed.value;
  throw new CliError('failed', `${folder.signingKey} ${parsed.fault}.`, 'Restore it from a backup.');
}

/** @throws {CliError} if the gateway would refuse tokens of this key, now or soon */
export function readUsableSigningKey(folder: TokenFolder, { retiringKeys = [] }: TokenRegistry): SigningKey {
  const key = readSigningKey(folder);
  if (!readKeyRing(folder).has(key.kid)) {
    throw new CliError(
      'failed',
      `${folder.signingKey} and ${folder.publicKey} do not match: no token would be accepted.`,
      `For details:  ${tokenCommandHint(folder, 'verify-key')}`,
    );
  }
  if (retiringKeys.some(({ kid }) => kid === key.kid)) {
    throw new CliError(
      'failed',
      `The key ${key.kid} is being retired and no longer signs.`,
      `Create a new one:  ${tokenCommandHint(folder, 'rotate-key')}`,
    );
  }
  return key;
}

/** @throws {CliError} if the file is missing, or the gateway could not read it */
export function readKeyRing(folder: TokenFolder): KeyRing {
  const parsed = parseKeyRing(readTokenFile(folder.publicKey, folder));
  if (parsed.ok) return parsed.value;
  throw new CliError('failed', `${folder.publicKey} ${parsed.fault}.`, 'Restore it from a backup.');
}
