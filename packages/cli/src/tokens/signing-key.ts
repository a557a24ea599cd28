import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { TokenRegistry } from '@garland/tokens';
import { isEs256Key, type KeyRing, keyIdOf, parseKeyRing } from '@garland/tokens';
import { CliError } from '../errors/cli-error.ts';
import { readTokenFile } from './registry-file.ts';
import { type TokenFolder, tokenCommandHint } from './token-folder.ts';

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export function generateSigningKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { kid: keyIdOf(publicKey), privateKey, publicKey };
}

/** As its file holds it. */
export function toPrivatePem({ privateKey }: SigningKey): string {
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** @throws {CliError} if the file is missing, or holds no such key */
export function readSigningKey(folder: TokenFolder): SigningKey {
  const privateKey = parsePrivateKey(folder.signingKey, readTokenFile(folder.signingKey, folder));
  if (!isEs256Key(privateKey)) throw new CliError('failed', `${folder.signingKey} is no P-256 key.`);
  const publicKey = createPublicKey(privateKey);
  return { kid: keyIdOf(publicKey), privateKey, publicKey };
}

/** @throws {CliError} if the gateway would refuse what this key signs, now or soon */
export function readUsableSigningKey(folder: TokenFolder, { retiringKeys = [] }: TokenRegistry): SigningKey {
  const key = readSigningKey(folder);
  if (!readKeyRing(folder).has(key.kid)) {
    throw new CliError(
      'failed',
      `${folder.signingKey} and ${folder.publicKey} do not belong together: no token would be accepted.`,
      `See:  ${tokenCommandHint(folder, 'verify-key')}`,
    );
  }
  if (retiringKeys.some(({ kid }) => kid === key.kid)) {
    throw new CliError(
      'failed',
      `The key ${key.kid} is on its way out, and signs no more.`,
      `Make another:  ${tokenCommandHint(folder, 'rotate-key')}`,
    );
  }
  return key;
}

/** @throws {CliError} if the file is missing, or not what the gateway would read */
export function readKeyRing(folder: TokenFolder): KeyRing {
  const parsed = parseKeyRing(readTokenFile(folder.publicKey, folder));
  if (parsed.ok) return parsed.value;
  throw new CliError('failed', `${folder.publicKey} ${parsed.fault}.`, 'Restore it from a backup.');
}

function parsePrivateKey(file: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new CliError('failed', `${file} is no key in PEM form.`, 'Restore it from a backup.');
  }
}
