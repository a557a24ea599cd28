import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { CliError } from '../errors/cli-error.ts';

/** Refuses a file that could not be written in the end, before any work is put into what goes into it. */
export function assertCreatable(path: string, mayReplace: boolean): void {
  const folder = dirname(path);
  if (!existsSync(folder)) throw new CliError('failed', `There is no folder ${folder}.`);
  // A link that leads nowhere is something, too.
  const present = lstatSync(path, { throwIfNoEntry: false });
  if (present) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
      throw new CliError('failed', `${path} is a folder: name a file in it.`);
    if (!mayReplace) {
      throw new CliError(
        'failed',
        `${path} exists already.`,
        'Choose another name, or replace it with --force.',
      );
    }
  }
  accessSync(folder, constants.W_OK | constants.X_OK);
}

/** Writes a file as a whole: whoever looks sees what was there before, or all of the new one. */
export function writeFileAtomically(path: string, bytes: Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`;
  const file = openSync(temporary, 'wx');
  try {
    writeFileSync(file, bytes);
    fsyncSync(file);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}
