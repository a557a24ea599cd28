import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '../alive.ts';
import { Failure } from '../failure.ts';

const PATIENCE_MS = 10_000;
const RETRY_MS = 20;

/**
 * Runs `work` while no other process does so with the same lock file.
 *
 * The file holds its owner's process ID and appears complete or not at all (it is linked, not written). One whose owner
 * is dead is removed under a second lock, so that two who notice at once can't remove each other's fresh lock.
 */
export async function withLock<T>(path: string, work: () => T): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!tryLock(path)) {
    removeIfStale(path);
    if (Date.now() > deadline) throw stuck(path);
    await sleep(RETRY_MS * (1 + Math.random()));
  }
  try {
    return work();
  } finally {
    rmSync(path, { force: true });
  }
}

function tryLock(path: string): boolean {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, String(process.pid), { mode: 0o644 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}

function removeIfStale(path: string): void {
  if (!isStale(path)) return;
  const breaker = `${path}.breaking`;
  if (!tryLock(breaker)) return;
  try {
    if (isStale(path)) rmSync(path, { force: true });
  } finally {
    rmSync(breaker, { force: true });
  }
}

function isStale(path: string): boolean {
  const owner = ownerOf(path);
  return owner !== undefined && !isAlive(owner);
}

function ownerOf(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function stuck(path: string): Failure {
  return new Failure(
    'failed',
    `Another process (${ownerOf(path) ?? 'unknown'}) has held ${path} for ${PATIENCE_MS / 1000} s.`,
    `If no other "garland token" runs, remove ${path} and ${path}.breaking.`,
  );
}
