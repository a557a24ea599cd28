import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findRunningDemo } from '../demo/demo-lockfile.ts';
import { INSTALLED_PATHS } from '../system/installed-paths.ts';

export interface SocketPathOptions {
  /** `--socket` */
  readonly option: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly directory: string;
  /** Gets the reason why a demo is ignored. */
  printNote(text: string): void;
}

/** Chooses the driver: the option, else GARLAND_SOCKET, else the demo running in this checkout, else the installed one. */
export function resolveSocketPath({ option, env, directory, printNote }: SocketPathOptions): string {
  const chosen = namedSocket(option, env);
  if (chosen !== undefined) return chosen;
  const demo = findRunningDemo(directory, (uid) =>
    printNote(`Ignoring the demo of user ${userName(uid)} running here, because you are another user.`),
  );
  return demo?.socket ?? installedSocket(process.geteuid?.() === 0);
}

/** The socket that the user named, by the option or else by GARLAND_SOCKET. */
export function namedSocket(option: string | undefined, env: NodeJS.ProcessEnv): string | undefined {
  return option ?? (env.GARLAND_SOCKET || undefined);
}

/** Members of the group can keep each other out of their socket, but not root out of its own. A driver of an older version has none. */
export function installedSocket(isRoot: boolean, exists: (path: string) => boolean = existsSync): string {
  const { rootSocket, localSocket } = INSTALLED_PATHS;
  return isRoot && exists(rootSocket) ? rootSocket : localSocket;
}

function userName(uid: number): string {
  const { status, stdout } = spawnSync('id', ['-nu', String(uid)], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : String(uid);
}
