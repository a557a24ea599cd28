import { readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LOCK_FILE_PREFIX = 'strip-owner-';

/**
 * Claims the strip for this process, because two with one DMA channel would show nonsense.
 *
 * A claim is a file named after its process: its ID and its start time, because IDs are reused. So it ends with its process.
 * Each process claims first and then looks for others: of two that start at once, at least one sees the other.
 *
 * @returns the ID of another process that has claimed it, if there is one
 */
export function acquireOwnerLock(runtimeDir: string): number | undefined {
  const ownFile = LOCK_FILE_PREFIX + identityOf(process.pid);
  // A full runtime directory must not keep the tree dark.
  tryOrUndefined(() => writeFileSync(join(runtimeDir, ownFile), '', { mode: 0o644 }));
  const names = tryOrUndefined(() => readdirSync(runtimeDir)) ?? [];
  const otherFiles = names.filter((name) => name.startsWith(LOCK_FILE_PREFIX) && name !== ownFile);
  const owners = otherFiles.filter((name) => isAlive(name.slice(LOCK_FILE_PREFIX.length)));
  for (const name of otherFiles)
    if (!owners.includes(name)) tryOrUndefined(() => unlinkSync(join(runtimeDir, name)));
  const [owner] = owners;
  if (owner === undefined) return;
  tryOrUndefined(() => unlinkSync(join(runtimeDir, ownFile)));
  return Number.parseInt(owner.slice(LOCK_FILE_PREFIX.length), 10);
}

/** @param processId "PID-START" */
function isAlive(processId: string): boolean {
  const pid = Number.parseInt(processId, 10);
  const identity = identityOf(pid);
  if (identity !== undefined) return identity === processId;
  // The sandbox hides processes with more privileges from the driver, but signal 0 still finds them.
  return pid > 0 && tryOrUndefined(() => process.kill(pid, 0)) === true;
}

/** "PID-START", undefined if there is no such process to be seen. The start is field 22 of proc_pid_stat(5), in ticks since boot. */
function identityOf(pid: number): string | undefined {
  // The second field is the program's name, which can hold anything, spaces and parentheses included.
  const stat = tryOrUndefined(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const start = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[22 - 3];
  return start === undefined ? undefined : `${pid}-${start}`;
}

function tryOrUndefined<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
