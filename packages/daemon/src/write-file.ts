import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

export interface ReplaceOptions {
  /** The mode of the new file, which then belongs to this process's user. Without it, mode and owner are kept. */
  readonly mode?: number | undefined;
  /** Whether to wait until the disk has the file. Default true. */
  readonly isDurable?: boolean;
  /** For tests of what happens between writing and renaming. */
  readonly rename?: typeof renameSync;
}

/**
 * Replaces a file as a whole, or creates it: a reader sees the old content or the new, also after a crash or a power cut at
 * any moment.
 */
export function replaceFile(path: string, content: string | Uint8Array, options: ReplaceOptions = {}): void {
  const { mode, isDurable = true, rename = renameSync } = options;
  const temporary = `${path}.${process.pid}.tmp`;
  rmSync(temporary, { force: true });
  const existing = mode === undefined ? statSync(path, { throwIfNoEntry: false }) : undefined;
  // Exclusive: never through a link that another user has put there.
  const file = openSync(temporary, 'wx', existing ? 0o600 : mode);
  try {
    if (existing) {
      fchownSync(file, existing.uid, existing.gid);
      fchmodSync(file, existing.mode & 0o777);
    }
    // Not writeSync: on a full disk that can write a part, and only its result would say so.
    writeFileSync(file, content);
    if (isDurable) fsyncSync(file);
    rename(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  if (isDurable) syncFolder(dirname(path));
}

/** Creates a file, whose mode does not depend on the umask. @throws EEXIST if there is something at this path */
export function createFile(path: string, content: string | Uint8Array, mode: number): void {
  // Until it has its mode, only the owner can open it. By descriptor: another user's folder can have a link there meanwhile.
  const file = openSync(path, 'wx', mode & 0o600);
  try {
    writeFileSync(file, content);
    fchmodSync(file, mode);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A rename is on disk only once its folder is. */
export function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
