import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from '../errors/cli-error.ts';
import { isProcessAlive } from './is-process-alive.ts';
import { tryOrUndefined } from './try-or-undefined.ts';

const LOCK_TIMEOUT_MS = 10_000;
const RETRY_MS = 20;

/** After a power cut a lock file remains, and its process ID is soon reused: it counts only during its own boot. */
const BOOT_ID = tryOrUndefined(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()) ?? 'any';

/**
 * Runs `work` while no other process does so with the same lock.
 *
 * Each process first creates its own lock file and then looks for others: of two processes at once, at least one sees the
 * other. One that sees another withdraws and retries a little later. No two files have the same name, so the file of a dead
 * process can be removed at any time and cannot be mistaken for a new one.
 */
export async function withFileLock<T>(
  path: string,
  work: () => T,
  timeoutMs: number = LOCK_TIMEOUT_MS,
): Promise<T> {
  const own = `${path}.${process.pid}.${BOOT_ID}`;
  const deadline = performance.now() + timeoutMs;
  while (!tryLock(path, own)) {
    if (performance.now() > deadline) throw lockedError(path, own, timeoutMs);
    await sleep(RETRY_MS * (0.5 + Math.random()));
  }
  // `work` is synchronous, so no other code of this process runs until the lock is released.
  try {
    return work();
  } finally {
    rmSync(own, { force: true });
  }
}

function tryLock(path: string, own: string): boolean {
  if (findOtherHolders(path, own).length > 0) return false;
  createLockFile(own);
  if (findOtherHolders(path, own).length === 0) return true;
  rmSync(own, { force: true });
  return false;
}

/** Never writes through a link: root also runs this in folders of other users, who can guess the name. */
function createLockFile(path: string): void {
  rmSync(path, { force: true });
  writeFileSync(path, '', { flag: 'wx', mode: 0o600 });
}

/** The lock files of other living processes. Those of dead ones are removed. */
function findOtherHolders(path: string, own: string): string[] {
  const prefix = `${basename(path)}.`;
  return readdirSync(dirname(path))
    .filter((name) => name.startsWith(prefix) && name !== basename(own))
    .filter((name) => {
      const [pid, boot] = name.slice(prefix.length).split('.');
      const isHeld = boot === BOOT_ID && isProcessAlive(Number(pid));
      if (!isHeld) rmSync(join(dirname(path), name), { force: true });
      return isHeld;
    });
}

function lockedError(path: string, own: string, timeoutMs: number): CliError {
  const files = findOtherHolders(path, own).map((name) => join(dirname(path), name));
  return new CliError(
    'failed',
    `The registry has been locked by another command for ${timeoutMs / 1000} s; nothing was changed.`,
    'Try again in a moment.',
    ...files.map((file) => `${file} names the process that holds it.`),
  );
}
