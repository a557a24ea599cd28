import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from '../errors/cli-error.ts';
import { isProcessAlive } from './is-process-alive.ts';

const LOCK_TIMEOUT_MS = 10_000;
const RETRY_MS = 20;

/** After a power cut a lock stays behind, and its process ID is soon somebody else's: it counts for its boot alone. */
const BOOT_ID = readBootId();

/**
 * Runs `work` while no other process does so with the same lock.
 *
 * Whoever wants the lock puts down a file of its own, and only then looks for those of others: of two who come at once
 * at least one sees the other, and whoever sees another withdraws and comes again a little later. No two files have the
 * same name, so one whose owner is dead can be removed by anyone at any time, and can't be mistaken for a fresh one.
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
  // Nothing else of this process can run until the lock is given back: there is no `await` in between.
  try {
    return work();
  } finally {
    rmSync(own, { force: true });
  }
}

function tryLock(path: string, own: string): boolean {
  if (findOtherHolders(path, own).length > 0) return false;
  writeFileSync(own, '');
  if (findOtherHolders(path, own).length === 0) return true;
  rmSync(own, { force: true });
  return false;
}

/** The lock files of others that are alive; those of the dead are removed on the way. */
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

function readBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return 'any';
  }
}

function lockedError(path: string, own: string, timeoutMs: number): CliError {
  const files = findOtherHolders(path, own).map((name) => join(dirname(path), name));
  return new CliError(
    'failed',
    `Other commands have kept this one from the registry for ${timeoutMs / 1000} s; nothing was changed.`,
    'Try again in a moment.',
    ...files.map((file) => `${file} names the process that holds it.`),
  );
}
