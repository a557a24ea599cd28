import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { IN_A_CLONE } from '../command-hint.ts';
import { isAlive } from '../driver/alive.ts';
import { type Pointer, parsePointer, removePointer } from '../driver/demo-pointer.ts';
import { Failure } from '../failure.ts';
import { removeFolder } from './folder.ts';

/**
 * Puts away what a demo left that was killed outright.
 *
 * @throws {Failure} if it runs still
 */
export function clearLeftovers(pointerPath: string): void {
  const pointer = parsePointer(pointerPath);
  if (pointer && runs(pointer)) throw alreadyRunning(pointer);
  if (pointer) {
    for (const pid of pointer.children) endIfOf(pointer.folder, pid);
    removeFolder(pointer.folder);
  }
  removePointer(pointerPath);
}

export function alreadyRunning(pointer: Pointer | undefined): Failure {
  const where = pointer ? ` (process ${pointer.pid}, ${pointer.url})` : '';
  return new Failure(
    'failed',
    `A demo runs from this clone already${where}.`,
    `Talk to it:  ${IN_A_CLONE} status`,
    'Or end it with Ctrl-C in its terminal, then start again.',
  );
}

/** A process ID alone proves little: after a restart of the machine it is somebody else's. */
function runs({ pid, folder }: Pointer): boolean {
  return isAlive(pid) && existsSync(folder);
}

/** Ends an orphaned daemon, if the process is really one of that demo: its command line names the demo's folder. */
function endIfOf(folder: string, pid: number): void {
  const { stdout } = spawnSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  if (stdout?.includes(`${folder}/`)) process.kill(pid, 'SIGTERM');
}
