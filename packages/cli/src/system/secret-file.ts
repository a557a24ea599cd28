import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { quoteForShell } from '../command-line/command-hint.ts';
import { CliError } from '../errors/cli-error.ts';

export const FOR_ROOT_ONLY_NOTE =
  'The folder is not yours, so the file belongs to root: read or copy it with sudo.';

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * A new file for a secret, with mode 0600. Under sudo it belongs to the user who ran sudo, who could not use it otherwise, unless
 * the folder is not that user's: in a folder of root, a user must own no file. It is created empty before there is a secret to
 * write, so that none is lost because its file cannot be created.
 */
export class SecretFile {
  readonly path: string;
  /** Although a user ran sudo, because the folder is not theirs. */
  readonly isForRootOnly: boolean;
  readonly #openPath: string;
  readonly #descriptor: number;

  /** @throws {CliError} if there is something at this path, even a link to nothing */
  static create(path: string, env: NodeJS.ProcessEnv): SecretFile {
    const user = sudoUser(env);
    return user ? SecretFile.#createForUser(path, user) : new SecretFile(path, path, false);
  }

  /** The folder stays open, so that the one that is checked is the one that gets the file, even if its name is given to another. */
  static #createForUser(path: string, user: Owner): SecretFile {
    const folder = open(dirname(path), constants.O_RDONLY | constants.O_DIRECTORY, path);
    const isOwnFolder = fstatSync(folder).uid === user.uid;
    const file = new SecretFile(path, join(`/proc/self/fd/${folder}`, basename(path)), !isOwnFolder);
    if (isOwnFolder) fchownSync(file.#descriptor, user.uid, user.gid);
    return file;
  }

  private constructor(path: string, openPath: string, isForRootOnly: boolean) {
    this.path = path;
    this.isForRootOnly = isForRootOnly;
    this.#openPath = openPath;
    // Exclusive: never through a link that another user has put there.
    this.#descriptor = open(openPath, 'wx', path);
    // The umask can only have taken bits away.
    fchmodSync(this.#descriptor, 0o600);
  }

  /** Writes the whole content. Call it once. */
  write(content: string | Uint8Array): void {
    writeFileSync(this.#descriptor, content);
    fsyncSync(this.#descriptor);
    closeSync(this.#descriptor);
  }

  /** Removes the file, after a failure. */
  discard(): void {
    rmSync(this.#openPath, { force: true });
  }
}

function open(openPath: string, flags: string | number, path: string): number {
  try {
    return openSync(openPath, flags, 0o600);
  } catch (error) {
    throw OPEN_ERRORS[(error as NodeJS.ErrnoException).code ?? '']?.(path) ?? error;
  }
}

const OPEN_ERRORS: Readonly<Record<string, (path: string) => CliError>> = {
  EEXIST: (path) =>
    new CliError(
      'failed',
      `${path} already exists; nothing was changed.`,
      `Choose another name, or remove it first:  rm ${quoteForShell(path)}`,
    ),
  ENOENT: folderMissing,
  ENOTDIR: folderMissing,
};

function folderMissing(path: string): CliError {
  return new CliError('failed', `There is no folder ${dirname(path)}; nothing was changed.`);
}

function sudoUser({ SUDO_UID, SUDO_GID }: NodeJS.ProcessEnv): Owner | undefined {
  if (process.getuid?.() !== 0 || !isId(SUDO_UID) || !isId(SUDO_GID) || Number(SUDO_UID) === 0)
    return undefined;
  return { uid: Number(SUDO_UID), gid: Number(SUDO_GID) };
}

function isId(text: string | undefined): text is string {
  return text !== undefined && /^\d{1,9}$/.test(text);
}
