import { constants, promises as files, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { TokenBucket } from '@garland/daemon';
import type { Role } from '@garland/protocol';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { formatSelection, type StoredSelection } from './selection.ts';
import { STATE_FILE_MODE, writeSelection } from './selection-file.ts';
import type { WriteReports } from './write-reports.ts';

/**
 * An SD card wears out by writing. A client's changes are written at once, up to this burst and one more in each interval;
 * further ones, and the driver's own, are written once in an interval.
 */
export const WRITE_BURST = 60;
export const WRITE_INTERVAL_MS = 20_000;
/** A disk that is full or read-only can recover. */
const RETRY_MS = 60_000;
/** A reply waits for the disk no longer, because the gateway waits 800 ms for the reply. */
export const MAX_WAIT_MS = 500;
/** Root must not follow a link that another user made. */
const NEW_FILE: number = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;

/** A selection to be written, or being written. */
interface Write {
  selection: StoredSelection;
  isUrgent: boolean;
  readonly waiters: Set<() => void>;
}

/** The selection on disk, which survives a power cut. An SD card can take seconds to write it, so the render loop does not wait. */
export class DiskCopy {
  readonly #file: string;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #reports: WriteReports;
  /** One for each role, so that a bot on the web does not use up the writes of the owner. */
  readonly #budgets: Readonly<Record<Role, TokenBucket>>;
  #next: Write | undefined;
  #current: Write | undefined;
  /** The disk already has a newer selection than the current write. */
  #isSuperseded = false;
  #isSlow = false;
  #isClosed = false;
  #cancelScheduled: (() => void) | undefined;

  constructor(file: string, clock: Clock, log: Log, reports: WriteReports) {
    this.#file = file;
    this.#clock = clock;
    this.#log = log;
    this.#reports = reports;
    const newBudget = () => new TokenBucket(1000 / WRITE_INTERVAL_MS, WRITE_BURST, clock.nowMs());
    this.#budgets = { remote: newBudget(), local: newBudget() };
  }

  /** Writes the selection within an interval. */
  save(selection: StoredSelection): void {
    this.#addToNext(selection);
    this.#schedule(WRITE_INTERVAL_MS);
  }

  /**
   * Writes the last selection at once, if the role has a write left. Resolves when the disk has it; or at once if there is no
   * write left; or when the write has failed or takes too long, which is logged.
   */
  async persist(role: Role): Promise<void> {
    const write = this.#next ?? this.#current;
    if (!write || !this.#makeUrgent(write, role) || this.#isSlow) return;
    await this.#waitFor(write);
  }

  /** Writes at once, without waiting until the disk has it. */
  replace(selection: StoredSelection): void {
    this.#isSuperseded = this.#current !== undefined;
    this.#reports.tryWrite(this.#file, (file) => writeSelection(file, selection, false));
  }

  /** Writes a selection that is not on disk yet, and waits for it. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#cancelScheduled?.();
    const selection = (this.#next ?? this.#current)?.selection;
    if (selection) this.#reports.tryWrite(this.#file, (file) => writeSelection(file, selection, true));
  }

  #addToNext(selection: StoredSelection): void {
    this.#next ??= { selection, isUrgent: false, waiters: new Set() };
    this.#next.selection = selection;
  }

  /** Calls that come together share a write. @returns whether the write has begun or will follow the current one */
  #makeUrgent(write: Write, role: Role): boolean {
    if (write.isUrgent || write === this.#current) return true;
    if (this.#budgets[role].take(this.#clock.nowMs()) > 0) return false;
    write.isUrgent = true;
    if (!this.#current) this.#startNext();
    return true;
  }

  #waitFor(write: Write): Promise<void> {
    return new Promise((resolve) => {
      const cancelTimeout = this.#clock.after(MAX_WAIT_MS, () => {
        this.#reportSlow();
        settle();
      });
      const settle = (): void => {
        cancelTimeout();
        write.waiters.delete(settle);
        resolve();
      };
      write.waiters.add(settle);
    });
  }

  #reportSlow(): void {
    if (!this.#isSlow) this.#log('state_write_slow', { file: this.#file, waitedMs: MAX_WAIT_MS });
    this.#isSlow = true;
  }

  #schedule(delayMs: number): void {
    if (this.#current) return;
    this.#cancelScheduled ??= this.#clock.after(delayMs, () => this.#startNext());
  }

  #startNext(): void {
    this.#cancelScheduled?.();
    this.#cancelScheduled = undefined;
    this.#current = this.#next;
    this.#next = undefined;
    if (this.#current) void this.#write(this.#current);
  }

  async #write(write: Write): Promise<void> {
    const draft = `${this.#file}.new`;
    const failure = await failureOf(writeDraft(draft, write.selection));
    if (this.#isClosed) return;
    const isRenamed = this.#reports.tryWrite(this.#file, (file) => {
      if (failure) throw failure;
      // In this thread: after `close` or `replace`, no rename of an older draft can follow.
      if (!this.#isSuperseded) renameSync(draft, file);
    });
    const folderFailure = isRenamed ? await failureOf(syncFolder(dirname(draft))) : undefined;
    if (this.#isClosed) return;
    if (folderFailure) this.#reports.report(this.#file, folderFailure.message);
    this.#finish(write, isRenamed && !folderFailure);
  }

  #finish(write: Write, isSaved: boolean): void {
    this.#current = undefined;
    this.#isSuperseded = false;
    this.#isSlow = false;
    if (!isSaved && !this.#next) this.#addToNext(write.selection);
    for (const settle of write.waiters) settle();
    if (this.#next?.isUrgent) this.#startNext();
    else if (this.#next) this.#schedule(isSaved ? WRITE_INTERVAL_MS : RETRY_MS);
  }
}

async function failureOf(action: Promise<void>): Promise<Error | undefined> {
  try {
    await action;
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

async function writeDraft(path: string, selection: StoredSelection): Promise<void> {
  await files.mkdir(dirname(path), { recursive: true });
  await files.writeFile(path, formatSelection(selection), {
    mode: STATE_FILE_MODE,
    flag: NEW_FILE as never,
    flush: true,
  });
}

/** A rename is on disk only once its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await files.open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
