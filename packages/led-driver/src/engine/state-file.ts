import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Role } from '@garland/protocol';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { DiskCopy } from './disk-copy.ts';
import { parseStoredSelection, type StoredSelection } from './selection.ts';
import { readSmallFile, writeSelection } from './selection-file.ts';
import { WriteReports } from './write-reports.ts';

const FILE_NAME = 'state.json';

/**
 * Saves the selection twice: in the runtime directory at once, which survives a restart of the driver, and on disk, which
 * survives a power cut. Both are replaced as a whole, so a reader sees the old or the new.
 */
export class StateFile {
  readonly #runtimeFile: string;
  readonly #diskFile: string;
  readonly #log: Log;
  readonly #reports: WriteReports;
  readonly #disk: DiskCopy;

  constructor(paths: { runtime_dir: string; state_dir: string }, clock: Clock, log: Log) {
    this.#runtimeFile = join(paths.runtime_dir, FILE_NAME);
    this.#diskFile = join(paths.state_dir, FILE_NAME);
    this.#log = log;
    this.#reports = new WriteReports(log);
    this.#disk = new DiskCopy(this.#diskFile, clock, log, this.#reports);
  }

  /** The last selection, if there is one. A file that is not valid is reported and moved aside. */
  restore(): StoredSelection | undefined {
    const selection = this.#read(this.#runtimeFile);
    if (!selection) return this.#read(this.#diskFile);
    // A driver that was killed could not write it there any more.
    this.#disk.save(selection);
    return selection;
  }

  /** When this returns, a restart of the driver will find the selection. */
  save(selection: StoredSelection): void {
    if (!this.#saveInRuntimeDirectory(selection)) this.#disk.replace(selection);
    this.#disk.save(selection);
  }

  /** When this resolves, a power cut does not lose the selection; `DiskCopy.persist` has the exceptions. */
  persist(role: Role): Promise<void> {
    return this.#disk.persist(role);
  }

  /** Writes a selection that is not on disk yet, and waits for it. */
  close(): void {
    this.#disk.close();
  }

  /** If the runtime directory is full, the old file there is removed: it would be restored before the one on disk. */
  #saveInRuntimeDirectory(selection: StoredSelection): boolean {
    const file = this.#runtimeFile;
    if (this.#reports.tryWrite(file, () => writeSelection(file, selection, false))) return true;
    try {
      rmSync(file, { force: true });
    } catch (error) {
      this.#reports.report(file, (error as Error).message);
    }
    return false;
  }

  #read(file: string): StoredSelection | undefined {
    try {
      const selection = parseStoredSelection(readSmallFile(file));
      if (selection) return selection;
      this.#quarantine(file, 'not a state file');
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'ENOTDIR') this.#quarantine(file, message);
    }
    return undefined;
  }

  #quarantine(file: string, problem: string): void {
    const aside = `${file}.corrupt`;
    try {
      renameSync(file, aside);
      this.#reportCorrupt(file, `${problem}; it was moved to ${aside}`);
    } catch (error) {
      this.#reportCorrupt(file, `${problem}, and it can't be moved: ${(error as Error).message}`);
    }
  }

  #reportCorrupt(file: string, problem: string): void {
    this.#log('state_corrupt', { file, problem });
  }
}
