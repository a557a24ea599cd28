import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../support/house.ts';
import { ARCHITECTURE, LIBRARY_FOLDER } from './debian.ts';
import { outputOf, run } from './run.ts';

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
/** Nobody reads them here. */
const LEFT_OUT: readonly string[] = ['/usr/share/doc/*', '/usr/share/locale/*', '/usr/share/man/*'];

const CACHE: string = join(ROOT, '.cache');
/** Any change to what goes in makes another tree. */
const RECIPE: string = createHash('sha256')
  .update(JSON.stringify([SUITE, PACKAGES, LEFT_OUT]))
  .digest('hex')
  .slice(0, 12);

/** A Debian as it is before Garland is installed. The tests work on copies. */
export const TREE: string = join(CACHE, `debian-${RECIPE}`, 'root');

/** Makes the tree unless it is there: half a minute, and 370 MB. Trees of other recipes are removed. */
export async function makeTree(): Promise<void> {
  if (existsSync(TREE)) return;
  mkdirSync(CACHE, { recursive: true });
  for (const name of readdirSync(CACHE))
    if (name.startsWith('debian-')) rmSync(join(CACHE, name), { recursive: true });
  const draft = join(CACHE, `debian-${RECIPE}.new`);
  mkdirSync(draft);
  // There are setuid programs in it, and they are nobody's business but ours.
  chmodSync(draft, 0o700);
  await outputOf('mmdebstrap', [
    ...['--variant=minbase', '--mode=root', `--include=${PACKAGES.join(',')}`],
    ...LEFT_OUT.map((path) => `--dpkgopt=path-exclude=${path}`),
    ...[SUITE, join(draft, 'root'), ...(await mirror())],
  ]);
  renameSync(draft, join(CACHE, `debian-${RECIPE}`));
}

/** The Debian mirror that apt uses here, if it uses one; mmdebstrap's own choice otherwise. */
async function mirror(): Promise<string[]> {
  const { stdout } = await run('apt-get', [
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
export function programOfTree(path: string, ...subfolders: readonly string[]): readonly string[] {
  const folder = join(TREE, LIBRARY_FOLDER);
  const loader = existsSync(folder) && readdirSync(folder).find((name) => /^ld-linux.*\.so/.test(name));
  if (!loader) return [];
  const libraries = [folder, ...subfolders.map((name) => join(folder, name))].join(':');
  return [join(folder, loader), '--library-path', libraries, join(TREE, path)];
}
