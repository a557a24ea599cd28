import { accessSync, constants, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { tryOrUndefined } from '../system/try-or-undefined.ts';

const JOURNAL_FOLDERS: readonly string[] = ['/var/log/journal', '/run/log/journal'];

/**
 * Whether this user can read the journals of these namespaces, as far as they exist. journalctl does not say so to a user who
 * has a journal of their own: then it reads that one, and finds nothing.
 */
export function canReadJournals(
  namespaces: readonly string[],
  isReadable: (file: string) => boolean = isReadableFile,
  folders: readonly string[] = JOURNAL_FOLDERS,
): boolean {
  const journals = folders.flatMap((folder) =>
    (tryOrUndefined(() => readdirSync(folder)) ?? [])
      .filter((name) => namespaces.some((namespace) => name.endsWith(`.${namespace}`)))
      .map((name) => join(folder, name, 'system.journal')),
  );
  return journals.every(isReadable);
}

/** A file that is missing is not kept from this user. */
function isReadableFile(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'EACCES';
  }
}
