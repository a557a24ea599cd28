import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '@garland/test-kit/programs';
import { ARCHITECTURE, LIBRARY_FOLDER } from './architecture.ts';
import { outputOrThrow, runProgram } from './run-program.ts';

const SUITE = 'trixie';

/** What stands on a Pi before Garland comes, an ACME server, who scans and attacks it, and a kernel for the virtual machine. */
const PACKAGES: readonly string[] = [
  'systemd',
  'systemd-sysv',
  'dbus',
  'nodejs',
  'iproute2',
  'openssl',
  'certbot',
  'pebble',
  'testssl.sh',
  'slowhttptest',
  `linux-image-cloud-${ARCHITECTURE}`,
];
/** Not needed here. */
const EXCLUDED_PATHS: readonly string[] = ['/usr/share/doc/*', '/usr/share/locale/*', '/usr/share/man/*'];

const CACHE: string = join(ROOT, '.cache');
/** Any change to what goes in makes another tree. */
const RECIPE_HASH: string = createHash('sha256')
  .update(JSON.stringify([SUITE, PACKAGES, EXCLUDED_PATHS]))
  .digest('hex')
  .slice(0, 12);

/** A Debian as it is before Garland is installed. The tests work on copies. */
export const ROOTFS: string = join(CACHE, `debian-${RECIPE_HASH}`, 'root');

/** Makes the tree unless it is there: half a minute, and 370 MB. Trees of other recipes are removed. */
export async function buildRootfs(): Promise<void> {
  if (existsSync(ROOTFS)) return;
  mkdirSync(CACHE, { recursive: true });
  for (const name of readdirSync(CACHE))
    if (name.startsWith('debian-')) rmSync(join(CACHE, name), { recursive: true });
  const draft = join(CACHE, `debian-${RECIPE_HASH}.new`);
  mkdirSync(draft);
  // It contains setuid programs, so only root can enter it.
  chmodSync(draft, 0o700);
  await outputOrThrow('mmdebstrap', [
    ...['--variant=minbase', '--mode=root', `--include=${PACKAGES.join(',')}`],
    ...EXCLUDED_PATHS.map((path) => `--dpkgopt=path-exclude=${path}`),
    ...[SUITE, join(draft, 'root'), ...(await mirror())],
  ]);
  renameSync(draft, join(CACHE, `debian-${RECIPE_HASH}`));
}

/** The Debian mirror that apt uses here, if it uses one; mmdebstrap's own choice otherwise. */
async function mirror(): Promise<string[]> {
  const { stdout } = await runProgram('apt-get', [
    'indextargets',
    '--format',
    '$(REPO_URI)',
    'Created-By: Packages',
  ]);
  return stdout
    .split('\n')
    .filter((uri) => /\/debian\/?$/.test(uri))
    .slice(0, 1);
}

/** A program of the tree that runs here, by the tree's own loader and libraries. */
export function programInRootfs(path: string, ...subfolders: readonly string[]): readonly string[] {
  const folder = join(ROOTFS, LIBRARY_FOLDER);
  const loader = existsSync(folder) && readdirSync(folder).find((name) => /^ld-linux.*\.so/.test(name));
  if (!loader) return [];
  const libraries = [folder, ...subfolders.map((name) => join(folder, name))].join(':');
  return [join(folder, loader), '--library-path', libraries, join(ROOTFS, path)];
}
