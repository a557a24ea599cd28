import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type AnimationId, isAnimationId, parseJsonText, ROLES, type Role } from '@garland/protocol';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';

/** What somebody asked for, and what is remembered over a restart. */
export interface Wish {
  readonly animation: AnimationId;
  /** Percent. */
  readonly brightness: number;
  /** RFC 3339 in UTC: when the animation was chosen. */
  readonly since: string;
  readonly chosenBy: Role | 'driver';
}

/** An SD card wears out by writing, so quick changes are written there once. */
const DISK_DELAY_MS = 5_000;
/** A disk that is full or read-only may recover. */
const DISK_RETRY_MS = 60_000;
const FILE_NAME = 'state.json';
const VERSION = 1;

/**
 * Remembers the wish twice: in the runtime directory at once, which survives a restart of the driver, and on disk a
 * little later, which survives a restart of the Pi. Both are replaced as a whole, so a reader sees the old or the new.
 */
export class StateStore {
  readonly #runtimeFile: string;
  readonly #diskFile: string;
  readonly #clock: Clock;
  readonly #log: Log;
  #unsaved: Wish | undefined;
  #cancelSave: (() => void) | undefined;

  constructor(paths: { runtime_dir: string; state_dir: string }, clock: Clock, log: Log) {
    this.#runtimeFile = join(paths.runtime_dir, FILE_NAME);
    this.#diskFile = join(paths.state_dir, FILE_NAME);
    this.#clock = clock;
    this.#log = log;
  }

  /** The last wish, if there is one. A file that can't be read as one is reported, set aside, and not believed. */
  restore(): Wish | undefined {
    return this.#read(this.#runtimeFile) ?? this.#read(this.#diskFile);
  }

  /** When this returns, a restart of the driver will find the wish. */
  save(wish: Wish): void {
    this.#write(this.#runtimeFile, wish, false);
    this.#unsaved = wish;
    this.#cancelSave ??= this.#clock.after(DISK_DELAY_MS, () => this.#flush());
  }

  /** Writes what waits for the disk, and stops waiting. */
  close(): void {
    this.#flush();
    this.#cancelSave?.();
  }

  #flush(): void {
    this.#cancelSave?.();
    this.#cancelSave = undefined;
    if (!this.#unsaved) return;
    if (this.#write(this.#diskFile, this.#unsaved, true)) this.#unsaved = undefined;
    else this.#cancelSave = this.#clock.after(DISK_RETRY_MS, () => this.#flush());
  }

  #read(file: string): Wish | undefined {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        this.#reportCorrupt(file, (error as Error).message);
      return undefined;
    }
    const wish = parseWish(text);
    if (!wish) this.#setAside(file);
    return wish;
  }

  #setAside(file: string): void {
    const aside = `${file}.corrupt`;
    try {
      renameSync(file, aside);
      this.#reportCorrupt(file, `not a state file; it was moved to ${aside}`);
    } catch (error) {
      this.#reportCorrupt(file, `not a state file, and it can't be moved: ${(error as Error).message}`);
    }
  }

  #reportCorrupt(file: string, problem: string): void {
    this.#log('state_corrupt', { file, problem });
  }

  #write(file: string, wish: Wish, durable: boolean): boolean {
    try {
      replaceFile(file, `${JSON.stringify({ version: VERSION, ...wish })}\n`, durable);
      return true;
    } catch (error) {
      this.#log('state_write_failed', { file, problem: (error as Error).message });
      return false;
    }
  }
}

function parseWish(text: string): Wish | undefined {
  const json = parseJsonText(text);
  if (!json.ok) return undefined;
  const { version, animation, brightness, since, chosenBy } = json.value;
  const sound =
    version === VERSION &&
    isAnimationId(animation) &&
    Number.isInteger(brightness) &&
    Number(brightness) >= 0 &&
    Number(brightness) <= 100 &&
    typeof since === 'string' &&
    !Number.isNaN(Date.parse(since)) &&
    [...ROLES, 'driver'].includes(chosenBy as Role);
  return sound ? { animation, brightness: Number(brightness), since, chosenBy: chosenBy as Role } : undefined;
}

/** Replaces a file in one step; `durable` waits until the disk has it. */
function replaceFile(file: string, content: string, durable: boolean): void {
  const draft = `${file}.new`;
  mkdirSync(dirname(file), { recursive: true });
  const descriptor = openSync(draft, 'w', 0o600);
  try {
    writeFileSync(descriptor, content);
    if (durable) fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(draft, file);
  if (!durable) return;
  const folder = openSync(dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
