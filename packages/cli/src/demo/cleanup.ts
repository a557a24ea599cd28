import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { NPX_COMMAND } from '../command-line/command-hint.ts';
import { CliError } from '../errors/cli-error.ts';
import { isProcessAlive } from '../system/is-process-alive.ts';
import { removeDemoFolder } from './demo-folder.ts';
import { type DemoLockfile, readLockfile, removeLockfile } from './demo-lockfile.ts';

/** Cleans up after a demo that was killed. @throws {CliError} if it is still running */
export function cleanUpKilledDemo(lockfilePath: string): void {
  const lockfile = readLockfile(lockfilePath);
  if (lockfile && isRunning(lockfile)) throw alreadyRunningError(lockfile);
  if (lockfile) {
    for (const pid of lockfile.children) stopIfDaemonOf(lockfile.folder, pid);
    removeDemoFolder(lockfile.folder);
  }
  removeLockfile(lockfilePath);
}

export function alreadyRunningError(lockfile: DemoLockfile | undefined): CliError {
  const where = lockfile ? ` (process ${lockfile.pid}, ${lockfile.url})` : '';
  return new CliError(
    'failed',
    `A demo is already running from this checkout${where}.`,
    `To use it:  ${NPX_COMMAND} status`,
    'To restart it, end it with Ctrl-C in its terminal first.',
  );
}

/** A process ID alone proves little: after a restart of the machine it can be any process. */
function isRunning({ pid, folder }: DemoLockfile): boolean {
  return isProcessAlive(pid) && existsSync(folder);
}

/** Stops an orphaned daemon, if the process really belongs to that demo: its command line names the demo's folder. */
function stopIfDaemonOf(folder: string, pid: number): void {
  const { stdout } = spawnSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  if (stdout?.includes(`${folder}/`)) process.kill(pid, 'SIGTERM');
}
