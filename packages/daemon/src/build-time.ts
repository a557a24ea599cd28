import { statSync } from 'node:fs';

/**
 * When the running program was built, in seconds since 1970: the package's files have the time of their source. The clock
 * cannot be right before it. 0 if it is not known.
 */
export function buildTimeS(program: string | undefined = process.argv[1]): number {
  const stats = program === undefined ? undefined : statSync(program, { throwIfNoEntry: false });
  return stats === undefined ? 0 : Math.floor(stats.mtimeMs / 1000);
}
