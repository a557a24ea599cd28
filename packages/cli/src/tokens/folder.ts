import { join } from 'node:path';
import { garlandCommand, shellWord } from '../command-hint.ts';

export const DEFAULT_FOLDER = '/etc/garland/tokens';

/** The files that tokens are made of. */
export interface TokenFolder {
  readonly path: string;
  /** Mints tokens: for root's eyes only. */
  readonly signingKey: string;
  /** Checks them: this is all that the gateway gets. */
  readonly publicKey: string;
  readonly registry: string;
}

export function tokenFolder(path: string): TokenFolder {
  return {
    path,
    signingKey: join(path, 'signing-key.pem'),
    publicKey: join(path, 'public-key.pem'),
    registry: join(path, 'registry.json'),
  };
}

/** A `garland token` command to type next, about the same folder. */
export function tokenCommandFor({ path }: TokenFolder, words: string): string {
  const where = path === DEFAULT_FOLDER ? '' : ` --dir ${shellWord(path)}`;
  return garlandCommand(`token ${words}${where}`);
}
