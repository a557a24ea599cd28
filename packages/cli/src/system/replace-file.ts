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

/**
 * Replaces a file as a whole, keeping its mode and owner: whoever reads it sees the old text or the new one, also after
 * a crash or a power cut at any moment.
 */
export function replaceFile(path: string, text: string, rename: typeof renameSync = renameSync): void {
  const { mode, uid, gid } = statSync(path);
  const temporary = `${path}.${process.pid}.tmp`;
  rmSync(temporary, { force: true });
  const file = openSync(temporary, 'wx', 0o600);
  try {
    fchownSync(file, uid, gid);
    fchmodSync(file, mode & 0o777);
    // Not writeSync: on a full disk that may write a part, and only its result would say so.
    writeFileSync(file, text);
    fsyncSync(file);
    rename(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  syncFolder(dirname(path));
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
