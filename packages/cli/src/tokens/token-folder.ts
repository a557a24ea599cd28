import { join } from 'node:path';
import { garlandCommandHint, quoteForShell } from '../command-line/command-hint.ts';

export const DEFAULT_TOKEN_FOLDER = '/etc/garland/tokens';

/** The files that tokens are made of. */
export interface TokenFolder {
  readonly path: string;
  /**
   * For root's eyes only. The gateway's sandbox hides it from the gateway as a folder: a file would come into sight again
   * as soon as another took its place, because a mount ends with what it stands on.
   */
  readonly privateFolder: string;
  /** Mints tokens. */
  readonly signingKey: string;
  /** Check them: this is all that the gateway gets. More than one while a key is being replaced. */
  readonly publicKey: string;
  readonly registry: string;
}

export function tokenFolder(path: string): TokenFolder {
  const privateFolder = join(path, 'private');
  return {
    path,
    privateFolder,
    signingKey: join(privateFolder, 'signing-key.pem'),
    publicKey: join(path, 'public-key.pem'),
    registry: join(path, 'registry.json'),
  };
}

/** A `garland token` command to type next, about the same folder. */
export function tokenCommandHint({ path }: TokenFolder, words: string): string {
  const where = path === DEFAULT_TOKEN_FOLDER ? '' : ` --dir ${quoteForShell(path)}`;
  return garlandCommandHint(`token ${words}${where}`);
}
