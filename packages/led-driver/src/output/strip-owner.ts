import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Which process drives the strip: so that nobody opens it a second time, were it only to darken it. A claim ends with its
 * process and needs no clean-up: it names the process by its ID and the time of its start, because IDs come again.
 */
export function claimStrip(runtimeDir: string): void {
  try {
    writeFileSync(fileIn(runtimeDir), `${identityOf(process.pid)}\n`, { mode: 0o644 });
  } catch {
    // A full runtime directory must not keep the tree dark.
  }
}

/** The process that has claimed the strip and still runs. */
export function stripOwner(runtimeDir: string): number | undefined {
  const claim = read(fileIn(runtimeDir))?.trim() ?? '';
  const pid = Number.parseInt(claim, 10);
  return pid !== process.pid && claim !== '' && identityOf(pid) === claim ? pid : undefined;
}

function fileIn(runtimeDir: string): string {
  return join(runtimeDir, 'strip-owner');
}

/** "PID START", or undefined if there is no such process. The start is field 22 of proc_pid_stat(5), in clock ticks since boot. */
function identityOf(pid: number): string | undefined {
  // The second field is the program's name, which may hold anything, spaces and parentheses included.
  const stat = read(`/proc/${pid}/stat`);
  const start = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[22 - 3];
  return start === undefined ? undefined : `${pid} ${start}`;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
