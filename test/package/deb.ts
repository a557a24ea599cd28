import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ProgramPaths, ROOT } from '@garland/test-kit/programs';

const BUILD_SCRIPT = join(ROOT, 'deploy/dist/package/main.js');

/** Why the package can't be built here; undefined if it can. */
export function missingBuildTool(): string | undefined {
  if (spawnSync('dpkg-deb', ['--version']).status !== 0) return 'needs dpkg-deb, of Debian';
  return undefined;
}

/** A folder that is gone when the tests are over. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'garland-package-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Builds the real package. `umask` and `env` are those of the builder. */
export function buildPackage(
  output: string,
  { umask = '022', env = {} }: { umask?: string; env?: NodeJS.ProcessEnv } = {},
): void {
  execFileSync(
    'sh',
    ['-c', `umask ${umask}; exec "$0" "$@"`, process.execPath, BUILD_SCRIPT, '--output', output],
    {
      env: { ...process.env, ...env },
      stdio: 'pipe',
    },
  );
}

/** Where the gate has put the package that it built of this checkout. */
const { GARLAND_TEST_DEB } = process.env;

/** The package of this checkout: the gate's, or one that is built now. */
export function packageFile(): string {
  if (GARLAND_TEST_DEB) return GARLAND_TEST_DEB;
  const deb = join(scratchFolder(), 'garland.deb');
  buildPackage(deb);
  return deb;
}

export interface PackageMember {
  readonly path: string;
  /** As ls shows it, such as `-rw-r--r--`. */
  readonly mode: string;
  readonly owner: string;
  readonly time: string;
}

/** What is in a package, as dpkg sees it. */
export function listMembers(deb: string): PackageMember[] {
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
export function unpackPackage(deb: string, folder: string): void {
  execFileSync('dpkg-deb', ['--raw-extract', deb, folder]);
}

/** The programs in a package that is unpacked. */
export function programsIn(tree: string): ProgramPaths {
  const program = (name: string): string => join(tree, `usr/lib/garland/${name}.cjs`);
  return { driver: program('driver'), gateway: program('gateway'), cli: program('cli') };
}

/** What a unit gives Node before the script. */
export function unitNodeArgs(tree: string, service: 'driver' | 'gateway'): string[] {
  const unit = readFileSync(join(tree, `usr/lib/systemd/system/garland-${service}.service`), 'utf8');
  const [, args] = /^ExecStart=.*\/etc\/garland\/node (.*) \/usr\/lib\/garland\/\w+\.cjs$/m.exec(unit) ?? [];
  if (args === undefined) throw new Error(`garland-${service}.service starts something else`);
  return args.split(' ');
}
