import { execFileSync } from 'node:child_process';
import { ROOT } from './checkout.ts';

/**
 * The modification time of everything in the package, in seconds since 1970: $SOURCE_DATE_EPOCH, or the time of the commit.
 *
 * @see https://reproducible-builds.org/specs/source-date-epoch/
 */
export function sourceDateS(env: NodeJS.ProcessEnv): number {
  const text = env.SOURCE_DATE_EPOCH ?? commitTime();
  const seconds = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(seconds)) return seconds;
  throw new Error(`SOURCE_DATE_EPOCH must be a whole number of seconds, not "${text}"`);
}

function commitTime(): string {
  try {
    return execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: ROOT, encoding: 'utf8' }).trim();
  } catch (cause) {
    throw new Error('not a git checkout: set SOURCE_DATE_EPOCH, so that two builds are identical', {
      cause,
    });
  }
}
