import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../support/house.ts';

const BUILD = join(ROOT, 'deploy/dist/package/main.js');

/** Why the package can't be built here; undefined if it can. */
export function whyNotBuilt(): string | undefined {
  if (spawnSync('dpkg-deb', ['--version']).status !== 0) return 'needs dpkg-deb, of Debian';
  return undefined;
}

/** A folder that is gone when the tests are over. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'garland-package-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Builds the real package. `umask` and `env` are those of whoever builds it. */
export function build(
  output: string,
  { umask = '022', env = {} }: { umask?: string; env?: NodeJS.ProcessEnv } = {},
): void {
  execFileSync('sh', ['-c', `umask ${umask}; exec "$0" "$@"`, process.execPath, BUILD, '--output', output], {
    env: { ...process.env, ...env },
    stdio: 'pipe',
  });
}

export interface Member {
  readonly path: string;
  /** As ls shows it, such as `-rw-r--r--`. */
  readonly mode: string;
  readonly owner: string;
  readonly time: string;
}

/** What is in a package, as dpkg sees it. */
export function membersOf(deb: string): Member[] {
  const listing = execFileSync('dpkg-deb', ['--contents', deb], {
    encoding: 'utf8',
    env: { ...process.env, TZ: 'UTC' },
  });
  return listing
    .trim()
    .split('\n')
    .map((line) => {
      const [mode = '', owner = '', , day = '', time = '', path = ''] = line.split(/\s+/);
      return { mode, owner, time: `${day} ${time}`, path };
    });
}

/** Unpacks what would be installed, and below DEBIAN what is for dpkg. */
export function unpack(deb: string, folder: string): void {
  execFileSync('dpkg-deb', ['--raw-extract', deb, folder]);
}
