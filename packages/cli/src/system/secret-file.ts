import { closeSync, fchmodSync, fchownSync, fsyncSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { quoteForShell } from '../command-line/command-hint.ts';
import { CliError } from '../errors/cli-error.ts';

/**
 * A new file for a secret, with mode 0600. Under sudo it belongs to the user who ran sudo, who could not use it otherwise. It is
 * created empty before there is a secret to write, so that none is lost because its file cannot be created.
 */
export class SecretFile {
  readonly path: string;
  readonly #descriptor: number;

  /** @throws {CliError} if there is something at this path, even a link to nothing */
  static create(path: string, env: NodeJS.ProcessEnv): SecretFile {
    return new SecretFile(path, openNewFile(path), env);
  }

  private constructor(path: string, descriptor: number, env: NodeJS.ProcessEnv) {
    this.path = path;
    this.#descriptor = descriptor;
    const owner = sudoUser(env);
    if (owner) fchownSync(descriptor, owner.uid, owner.gid);
    // The umask can only have taken bits away.
    fchmodSync(descriptor, 0o600);
  }

  /** Writes the whole content. Call it once. */
  write(content: string | Uint8Array): void {
    writeFileSync(this.#descriptor, content);
    fsyncSync(this.#descriptor);
    closeSync(this.#descriptor);
  }

  /** Removes the file, after a failure. */
  discard(): void {
    rmSync(this.path, { force: true });
  }
}

function openNewFile(path: string): number {
  try {
    // Exclusive: never through a link that another user has put there.
    return openSync(path, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new CliError(
      'failed',
      `${path} already exists; nothing was changed.`,
      `Choose another name, or remove it first:  rm ${quoteForShell(path)}`,
    );
  }
}

function sudoUser({ SUDO_UID, SUDO_GID }: NodeJS.ProcessEnv): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0 || !isId(SUDO_UID) || !isId(SUDO_GID)) return undefined;
  return { uid: Number(SUDO_UID), gid: Number(SUDO_GID) };
}

function isId(text: string | undefined): text is string {
  return text !== undefined && /^\d{1,9}$/.test(text);
}
