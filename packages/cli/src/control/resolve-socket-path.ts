import { spawnSync } from 'node:child_process';
import { findRunningDemo } from '../demo/demo-lockfile.ts';

export const INSTALLED_SOCKET = '/run/garland/local.sock';

export interface SocketPathOptions {
  /** `--socket` */
  readonly option: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly directory: string;
  /** Hears why something that might have been meant was not taken. */
  printNote(text: string): void;
}

/** Which driver is meant: the option, else GARLAND_SOCKET, else this clone's demo, else the installed one. */
export function resolveSocketPath({ option, env, directory, printNote }: SocketPathOptions): string {
  const chosen = option ?? (env.GARLAND_SOCKET || undefined);
  if (chosen !== undefined) return chosen;
  const demo = findRunningDemo(directory, (uid) =>
    printNote(`A demo of user ${userName(uid)} runs here; it is not used, because you are another user.`),
  );
  return demo?.socket ?? INSTALLED_SOCKET;
}

function userName(uid: number): string {
  const { status, stdout } = spawnSync('id', ['-nu', String(uid)], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : String(uid);
}
