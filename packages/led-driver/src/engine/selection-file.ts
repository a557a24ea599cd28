import { closeSync, constants, fstatSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { replaceFile } from '@garland/daemon/write-file';
import { formatSelection, type StoredSelection } from './selection.ts';

export const STATE_FILE_MODE = 0o600;
const MAX_FILE_BYTES = 4096;

/** Reads a file that the driver wrote. A pipe, device or link at its path neither blocks the driver nor fills its memory. */
export function readSmallFile(file: string): string {
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new Error('not a file');
    if (stats.size > MAX_FILE_BYTES) throw new Error(`larger than ${MAX_FILE_BYTES} bytes`);
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

/** Replaces the file as a whole, so a reader sees the old selection or the new one. */
export function writeSelection(file: string, selection: StoredSelection, isDurable: boolean): void {
  mkdirSync(dirname(file), { recursive: true });
  replaceFile(file, formatSelection(selection), { mode: STATE_FILE_MODE, isDurable });
}
