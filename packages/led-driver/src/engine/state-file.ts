import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFile,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { replaceFile } from '@garland/daemon/write-file';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { formatSelection, parseStoredSelection, type StoredSelection } from './selection.ts';

/** An SD card wears out by writing, so quick changes are written there once. */
const DISK_DELAY_MS = 5_000;
/** A disk that is full or read-only can recover. */
const DISK_RETRY_MS = 60_000;
const FILE_NAME = 'state.json';
const FILE_MODE = 0o600;
const MAX_FILE_BYTES = 4096;
/** Root must not follow a link that another user made. */
const NEW_FILE: number = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;

/**
 * Saves the selection twice: in the runtime directory at once, which survives a restart of the driver, and on disk a
 * little later, which survives a restart of the Pi. Both are replaced as a whole, so a reader sees the old or the new.
 */
export class StateFile {
  readonly #runtimeFile: string;
  readonly #diskFile: string;
  readonly #clock: Clock;
  readonly #log: Log;
  /** Not on disk yet: waiting, and being written. */
  #pending: StoredSelection | undefined;
  #inFlight: StoredSelection | undefined;
  /** The disk already has a newer selection than the one being written. */
  #isSuperseded = false;
  #cancelScheduledSave: (() => void) | undefined;
  #isClosed = false;

  constructor(paths: { runtime_dir: string; state_dir: string }, clock: Clock, log: Log) {
    this.#runtimeFile = join(paths.runtime_dir, FILE_NAME);
    this.#diskFile = join(paths.state_dir, FILE_NAME);
    this.#clock = clock;
    this.#log = log;
  }

  /** The last selection, if there is one. A file that is not valid is reported and moved aside. */
  restore(): StoredSelection | undefined {
    return this.#read(this.#runtimeFile) ?? this.#read(this.#diskFile);
  }

  /** When this returns, a restart of the driver will find the selection. */
  save(selection: StoredSelection): void {
    if (!this.#tryWrite(this.#runtimeFile, (file) => writeSelection(file, selection, false)))
      this.#saveToDiskNow(selection);
    this.#pending = selection;
    this.#scheduleSave(DISK_DELAY_MS);
  }

  /** Writes a selection that is not on disk yet, and waits for it. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#cancelScheduledSave?.();
    const selection = this.#pending ?? this.#inFlight;
    if (selection) this.#tryWrite(this.#diskFile, (file) => writeSelection(file, selection, true));
  }

  /** If the runtime directory is full, the selection goes to disk at once, and the old file there is removed. */
  #saveToDiskNow(selection: StoredSelection): void {
    this.#tryWrite(this.#runtimeFile, (file) => rmSync(file, { force: true }));
    this.#isSuperseded = this.#inFlight !== undefined;
    this.#tryWrite(this.#diskFile, (file) => writeSelection(file, selection, false));
  }

  #scheduleSave(delayMs: number): void {
    if (this.#inFlight) return;
    this.#cancelScheduledSave ??= this.#clock.after(delayMs, () => {
      this.#cancelScheduledSave = undefined;
      this.#saveToDisk();
    });
  }

  /** An SD card can take seconds over this, so the render loop does not wait for it. */
  #saveToDisk(): void {
    const selection = this.#pending;
    if (!selection) return;
    const temporaryFile = `${this.#diskFile}.new`;
    this.#inFlight = selection;
    this.#pending = undefined;
    const done = (error?: Error | null): void => {
      if (this.#isClosed) return;
      const saved = this.#tryWrite(this.#diskFile, (file) => {
        if (error) throw error;
        if (!this.#isSuperseded) renameSync(temporaryFile, file);
      });
      this.#inFlight = undefined;
      this.#isSuperseded = false;
      if (!saved) this.#pending ??= selection;
      if (this.#pending) this.#scheduleSave(saved ? DISK_DELAY_MS : DISK_RETRY_MS);
    };
    try {
      mkdirSync(dirname(temporaryFile), { recursive: true });
    } catch (error) {
      return done(error as Error);
    }
    writeFile(
      temporaryFile,
      formatSelection(selection),
      { mode: FILE_MODE, flag: NEW_FILE as never, flush: true },
      done,
    );
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

  /** Logs a failure; the tree plays on. */
  #tryWrite(file: string, action: (file: string) => void): boolean {
    try {
      action(file);
      return true;
    } catch (error) {
      this.#log('state_write_failed', { file, problem: (error as Error).message });
      return false;
    }
  }
}

/** Reads a file that the driver wrote. A pipe, device or link at its path neither blocks the driver nor fills its memory. */
function readSmallFile(file: string): string {
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

function writeSelection(file: string, selection: StoredSelection, isDurable: boolean): void {
  mkdirSync(dirname(file), { recursive: true });
  replaceFile(file, formatSelection(selection), { mode: FILE_MODE, isDurable });
}
