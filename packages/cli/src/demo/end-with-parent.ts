import { readFileSync } from 'node:fs';
import { tryOrUndefined } from '../system/try-or-undefined.ts';

const CHECK_INTERVAL_MS = 500;

/**
 * Ends the demo with the process that started it. npm does not pass on the SIGTERM that ends it: only its shell ends, and the
 * demo would keep its port and its folder.
 */
export function endWithParent(shutdown: AbortController, env: NodeJS.ProcessEnv): void {
  // npm starts a shell, and that the demo: if npm is killed, its shell goes on waiting.
  const isStartedByNpm = env.npm_lifecycle_event !== undefined;
  const ancestors = (): string => `${process.ppid} ${isStartedByNpm ? parentOf(process.ppid) : ''}`;
  const atStart = ancestors();
  const timer = setInterval(() => {
    if (ancestors() !== atStart) shutdown.abort();
  }, CHECK_INTERVAL_MS);
  timer.unref();
}

/** Field 4 of proc_pid_stat(5); empty if the process has ended, or if this system has no /proc. */
function parentOf(pid: number): string {
  const stat = tryOrUndefined(() => readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? '';
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? '';
}
