import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { isAlive } from './alive.ts';

export const POINTER_NAME = '.garland-demo.json';

/** Where a running demo is: what lets `npx garland` in the same clone find it. */
export interface Pointer {
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
export function readPointer(directory: string, onForeign: (uid: number) => void): Pointer | undefined {
  const path = join(directory, POINTER_NAME);
  const pointer = parsePointer(path);
  if (pointer && isAlive(pointer.pid)) return pointer;
  const uid = ownerOf(path);
  if (uid !== undefined && uid !== process.getuid?.()) onForeign(uid);
  const parent = dirname(directory);
  return parent === directory ? undefined : readPointer(parent, onForeign);
}

/** The pointer in that very file, whether or not its demo still runs. */
export function parsePointer(path: string): Pointer | undefined {
  try {
    const pointer: unknown = JSON.parse(readOwn(path));
    return isPointer(pointer) ? pointer : undefined;
  } catch {
    return undefined;
  }
}

/** Of one file, whose owner is looked at when it is open: a link might lead to another one by then. @throws */
function readOwn(path: string): string {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    if (fstatSync(descriptor).uid !== process.getuid?.()) throw new Error('another user wrote it');
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

function ownerOf(path: string): number | undefined {
  try {
    return statSync(path).uid;
  } catch {
    return undefined;
  }
}

/** @throws if a pointer is already there */
export function claimPointer(path: string, pointer: Pointer): void {
  writeFileSync(path, `${JSON.stringify(pointer)}\n`, { mode: 0o600, flag: 'wx' });
}

/** Adds to our own pointer what became known since. */
export function updatePointer(path: string, pointer: Pointer): void {
  writeFileSync(path, `${JSON.stringify(pointer)}\n`, { mode: 0o600 });
}

export function removePointer(path: string): void {
  rmSync(path, { force: true });
}

function isPointer(value: unknown): value is Pointer {
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
