import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFile,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { formatWish, parseWish, type Wish } from './wish.ts';

/** An SD card wears out by writing, so quick changes are written there once. */
const DISK_DELAY_MS = 5_000;
/** A disk that is full or read-only may recover. */
const DISK_RETRY_MS = 60_000;
const FILE_NAME = 'state.json';
const FILE_MODE = 0o600;
const MAX_FILE_BYTES = 4096;
/** Root must not be led by a link that somebody else laid. */
const NEW_FILE: number = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;

/**
 * Remembers the wish twice: in the runtime directory at once, which survives a restart of the driver, and on disk a
 * little later, which survives a restart of the Pi. Both are replaced as a whole, so a reader sees the old or the new.
 */
export class StateStore {
  readonly #runtimeFile: string;
  readonly #diskFile: string;
  readonly #clock: Clock;
  readonly #log: Log;
  /** What the disk has not got yet: waiting, and on its way. */
  #unsaved: Wish | undefined;
  #saving: Wish | undefined;
  /** The disk has got a later wish than the one on its way. */
  #overtaken = false;
  #cancelSave: (() => void) | undefined;
  #closed = false;

  constructor(paths: { runtime_dir: string; state_dir: string }, clock: Clock, log: Log) {
    this.#runtimeFile = join(paths.runtime_dir, FILE_NAME);
    this.#diskFile = join(paths.state_dir, FILE_NAME);
    this.#clock = clock;
    this.#log = log;
  }

  /** The last wish, if there is one. What can't be read as one is reported, set aside, and not believed. */
  restore(): Wish | undefined {
    return this.#read(this.#runtimeFile) ?? this.#read(this.#diskFile);
  }

  /** When this returns, a restart of the driver will find the wish. */
  save(wish: Wish): void {
    if (!this.#attempt(this.#runtimeFile, (file) => replaceFile(file, wish))) this.#saveInstead(wish);
    this.#unsaved = wish;
    this.#saveAfter(DISK_DELAY_MS);
  }

  /** Writes what the disk has not got yet, and waits until it has. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelSave?.();
    const wish = this.#unsaved ?? this.#saving;
    if (wish) this.#attempt(this.#diskFile, (file) => replaceFile(file, wish, true));
  }

  /** Where the runtime directory is full, the disk gets the wish at once, and no old one stays to be taken for the last. */
  #saveInstead(wish: Wish): void {
    this.#attempt(this.#runtimeFile, (file) => rmSync(file, { force: true }));
    this.#overtaken = this.#saving !== undefined;
    this.#attempt(this.#diskFile, (file) => replaceFile(file, wish));
  }

  #saveAfter(delayMs: number): void {
    if (this.#saving) return;
    this.#cancelSave ??= this.#clock.after(delayMs, () => {
      this.#cancelSave = undefined;
      this.#saveToDisk();
    });
  }

  /** An SD card may take seconds over this, so the render loop does not wait for it. */
  #saveToDisk(): void {
    const wish = this.#unsaved;
    if (!wish) return;
    const draft = `${this.#diskFile}.new`;
    this.#saving = wish;
    this.#unsaved = undefined;
    const done = (error?: Error | null): void => {
      if (this.#closed) return;
      const saved = this.#attempt(this.#diskFile, (file) => {
        if (error) throw error;
        if (!this.#overtaken) renameSync(draft, file);
      });
      this.#saving = undefined;
      this.#overtaken = false;
      if (!saved) this.#unsaved ??= wish;
      if (this.#unsaved) this.#saveAfter(saved ? DISK_DELAY_MS : DISK_RETRY_MS);
    };
    try {
      mkdirSync(dirname(draft), { recursive: true });
    } catch (error) {
      return done(error as Error);
    }
    writeFile(draft, formatWish(wish), { mode: FILE_MODE, flag: NEW_FILE as never, flush: true }, done);
  }

  #read(file: string): Wish | undefined {
    try {
      const wish = parseWish(readSmallFile(file));
      if (wish) return wish;
      this.#setAside(file, 'not a state file');
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'ENOTDIR') this.#setAside(file, message);
    }
    return undefined;
  }

  #setAside(file: string, problem: string): void {
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

  /** A failure is on record, and the tree plays on. */
  #attempt(file: string, action: (file: string) => void): boolean {
    try {
      action(file);
      return true;
    } catch (error) {
      this.#log('state_write_failed', { file, problem: (error as Error).message });
      return false;
    }
  }
}

/** Reads a file of ours. Whatever else lies at its path, a pipe, a device, a link, neither holds us up nor fills memory. */
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

/** Replaces a file in one step; `durable` waits until the disk has it. Its draft is not the one that is written aside. */
function replaceFile(file: string, wish: Wish, durable = false): void {
  const draft = `${file}.now`;
  mkdirSync(dirname(file), { recursive: true });
  const descriptor = openSync(draft, NEW_FILE, FILE_MODE);
  try {
    writeFileSync(descriptor, formatWish(wish));
    if (durable) fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(draft, file);
  if (durable) syncFolder(dirname(file));
}

function syncFolder(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
