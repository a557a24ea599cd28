import { join, resolve } from 'node:path';
import { garlandCommandHint, quoteForShell } from '../command-line/command-hint.ts';
import { INSTALLED_PATHS } from '../system/installed-paths.ts';

/** Every `garland token` command has it. */
export interface TokenFolderOption {
  readonly dir: string;
}

/** The files of the token system. */
export interface TokenFolder {
  readonly path: string;
  /**
   * Only root can read it. The gateway's sandbox hides the folder, not the key file, because a mount over a file ends when the
   * file is replaced.
   */
  readonly privateFolder: string;
  /** Signs tokens. */
  readonly signingKey: string;
  /** The public keys that verify tokens: more than one while a key is being retired. The gateway has only these. */
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

/** For records about a folder that is not that of the package. */
export function folderField({ path }: TokenFolder): { readonly folder?: string } {
  const folder = resolve(path);
  return folder === INSTALLED_PATHS.tokenFolder ? {} : { folder };
}

const FOR_EVERYONE = /^(list|inspect)\b/;

/** A `garland token` command to type next, for the same folder. The installed one belongs to root. */
export function tokenCommandHint({ path }: TokenFolder, words: string): string {
  if (path !== INSTALLED_PATHS.tokenFolder)
    return garlandCommandHint(`token ${words} --dir ${quoteForShell(path)}`);
  return `${FOR_EVERYONE.test(words) ? '' : 'sudo '}${garlandCommandHint(`token ${words}`)}`;
}
