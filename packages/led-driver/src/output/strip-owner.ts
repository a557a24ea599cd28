import { readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PREFIX = 'strip-owner-';

/**
 * Claims the strip for this process, because two with one DMA channel would show nonsense.
 *
 * A claim is a file that is named after its process: by the ID, and by the time of the start, because IDs come again. So
 * it ends with its process. Everybody claims first and looks for others after that: of two that start at once, at least
 * one sees the other.
 *
 * @returns another process that has claimed it; then the strip is not ours
 */
export function claimStrip(runtimeDir: string): number | undefined {
  const own = PREFIX + identityOf(process.pid);
  // A full runtime directory must not keep the tree dark.
  attempt(() => writeFileSync(join(runtimeDir, own), '', { mode: 0o644 }));
  const names = attempt(() => readdirSync(runtimeDir)) ?? [];
  const others = names.filter((name) => name.startsWith(PREFIX) && name !== own);
  const owners = others.filter((name) => isAlive(name.slice(PREFIX.length)));
  for (const name of others) if (!owners.includes(name)) attempt(() => unlinkSync(join(runtimeDir, name)));
  const [owner] = owners;
  if (owner === undefined) return;
  attempt(() => unlinkSync(join(runtimeDir, own)));
  return Number.parseInt(owner.slice(PREFIX.length), 10);
}

/** @param claim "PID-START" */
function isAlive(claim: string): boolean {
  const pid = Number.parseInt(claim, 10);
  const identity = identityOf(pid);
  if (identity !== undefined) return identity === claim;
  // A process with more privileges is hidden from a driver in its sandbox; a signal that is none still finds it.
  return pid > 0 && attempt(() => process.kill(pid, 0)) === true;
}

/** "PID-START", undefined if there is no such process to be seen. The start is field 22 of proc_pid_stat(5), in ticks since boot. */
function identityOf(pid: number): string | undefined {
  // The second field is the program's name, which may hold anything, spaces and parentheses included.
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const start = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[22 - 3];
  return start === undefined ? undefined : `${pid}-${start}`;
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
