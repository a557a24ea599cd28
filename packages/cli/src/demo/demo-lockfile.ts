import { closeSync, constants, fstatSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createFile, replaceFile } from '@garland/daemon/write-file';
import { isProcessAlive } from '../system/is-process-alive.ts';

export const LOCKFILE_NAME = '.garland-demo.json';

/** Where a running demo is: what lets `npx garland` in the same clone find it. */
export interface DemoLockfile {
  readonly pid: number;
  /** The daemons, so that a demo that was killed outright leaves nothing behind for good. */
  readonly children: readonly number[];
  readonly folder: string;
  /** The driver's local socket. */
  readonly socket: string;
  readonly url: string;
}

/**
 * The running demo of the clone that `directory` lies in, if there is one. A pointer that another user wrote is passed
 * over, and its owner is told to `onForeign`: whoever can write to a folder must not choose whom root talks to.
 */
export function findRunningDemo(
  directory: string,
  onForeignLockfile: (uid: number) => void,
): DemoLockfile | undefined {
  const path = join(directory, LOCKFILE_NAME);
  const lockfile = readLockfile(path);
  if (lockfile && isProcessAlive(lockfile.pid)) return lockfile;
  const uid = fileOwner(path);
  if (uid !== undefined && uid !== process.getuid?.()) onForeignLockfile(uid);
  const parent = dirname(directory);
  return parent === directory ? undefined : findRunningDemo(parent, onForeignLockfile);
}

/** The pointer in that very file, whether or not its demo still runs. */
export function readLockfile(path: string): DemoLockfile | undefined {
  try {
    const lockfile: unknown = JSON.parse(readOwnFile(path));
    return isDemoLockfile(lockfile) ? lockfile : undefined;
  } catch {
    return undefined;
  }
}

/** Of one file, whose owner is looked at when it is open: a link might lead to another one by then. @throws */
function readOwnFile(path: string): string {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    if (fstatSync(descriptor).uid !== process.getuid?.()) throw new Error('another user wrote it');
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

function fileOwner(path: string): number | undefined {
  try {
    return statSync(path).uid;
  } catch {
    return undefined;
  }
}

/** @throws if a pointer is already there */
export function createLockfile(path: string, lockfile: DemoLockfile): void {
  createFile(path, formatLockfile(lockfile), 0o600);
}

/** Adds to our own pointer what became known since. */
export function updateLockfile(path: string, lockfile: DemoLockfile): void {
  replaceFile(path, formatLockfile(lockfile), { isDurable: false });
}

export function removeLockfile(path: string): void {
  rmSync(path, { force: true });
}

function formatLockfile(lockfile: DemoLockfile): string {
  return `${JSON.stringify(lockfile)}\n`;
}

function isDemoLockfile(value: unknown): value is DemoLockfile {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, children, folder, socket, url } = value as Record<string, unknown>;
  return (
    [pid, ...(Array.isArray(children) ? children : [undefined])].every(isPid) &&
    [folder, socket, url].every((text) => typeof text === 'string')
  );
}

function isPid(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 1;
}
