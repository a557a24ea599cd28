import { readPointer } from './demo-pointer.ts';

export const INSTALLED_SOCKET = '/run/garland/local.sock';

export interface SocketQuery {
  /** `--socket` */
  readonly option: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly directory: string;
}

/** Which driver is meant: the option, else GARLAND_SOCKET, else this clone's demo, else the installed one. */
export function socketPath({ option, env, directory }: SocketQuery): string {
  return option ?? (env.GARLAND_SOCKET || undefined) ?? readPointer(directory)?.socket ?? INSTALLED_SOCKET;
}
