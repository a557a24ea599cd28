import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../support/house.ts';
import { outputOf, run } from './run.ts';

const SUITE = 'trixie';

/** What stands on a Pi before Garland comes, and a kernel for the virtual machine. */
const PACKAGES: readonly string[] = [
  'systemd',
  'systemd-sysv',
  'dbus',
  'nodejs',
  'iproute2',
  'openssl',
  'linux-image-cloud-amd64',
];

/** Any change to what goes in makes another tree. */
const CACHE: string = join(ROOT, '.cache');
const RECIPE: string = createHash('sha256')
  .update(JSON.stringify([SUITE, PACKAGES]))
  .digest('hex')
  .slice(0, 12);

/** Where the tree is once it has been made. */
export const TREE: string = join(CACHE, `debian-${RECIPE}`, 'root');

/** Makes the tree unless it is there: half a minute, and 350 MB. Trees of other recipes are removed. */
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
    '--variant=minbase',
    '--mode=root',
    `--include=${PACKAGES.join(',')}`,
    // A kernel is started without an initial RAM disk: its own NVMe and ext4 drivers suffice.
    '--dpkgopt=path-exclude=/usr/share/doc/*',
    '--dpkgopt=path-exclude=/usr/share/locale/*',
    SUITE,
    join(draft, 'root'),
    ...(await mirror()),
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
  return stdout.split('\n').filter((uri) => /\/debian\/?$/.test(uri)).slice(0, 1);
}
