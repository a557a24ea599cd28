import { closeSync, constants, fstatSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createFile, replaceFile } from '@garland/daemon/write-file';
import { isProcessAlive } from '../system/is-process-alive.ts';
import { tryOrUndefined } from '../system/try-or-undefined.ts';

export const LOCKFILE_NAME = '.garland-demo.json';

/** Where a running demo is, so that `npx garland` in the same checkout finds it. */
export interface DemoLockfile {
  readonly pid: number;
  /** The daemons, so that the next demo can stop those of one that was killed. */
  readonly children: readonly number[];
  readonly folder: string;
  /** The driver's local socket. */
  readonly socket: string;
  readonly url: string;
}

/**
 * The demo that runs from the checkout around `directory`, if there is one. A lockfile of another user is ignored and
 * reported to `onForeignLockfile`: write access to a folder must not decide which driver root talks to.
 */
export function findRunningDemo(
  directory: string,
  onForeignLockfile: (uid: number) => void,
): DemoLockfile | undefined {
  const path = join(directory, LOCKFILE_NAME);
  const lockfile = readLockfile(path);
  if (lockfile && isProcessAlive(lockfile.pid)) return lockfile;
  const uid = tryOrUndefined(() => statSync(path).uid);
  if (uid !== undefined && uid !== process.getuid?.()) onForeignLockfile(uid);
  const parent = dirname(directory);
  return parent === directory ? undefined : findRunningDemo(parent, onForeignLockfile);
}

/** The lockfile at this path, whether or not its demo still runs. */
export function readLockfile(path: string): DemoLockfile | undefined {
  const lockfile: unknown = tryOrUndefined(() => JSON.parse(readOwnFile(path)));
  return isDemoLockfile(lockfile) ? lockfile : undefined;
}

/** Checks the owner after opening, because a link could lead to another file by then. @throws */
function readOwnFile(path: string): string {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    if (fstatSync(descriptor).uid !== process.getuid?.()) throw new Error('another user wrote it');
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

/** @throws EEXIST if there is one already */
export function createLockfile(path: string, lockfile: DemoLockfile): void {
  createFile(path, formatLockfile(lockfile), 0o600);
}

/** Replaces our own lockfile. */
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
