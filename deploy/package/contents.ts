import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bashCompletion } from '../manual/bash-completion.ts';
import { manualPages } from '../manual/manual-pages.ts';
import { ADDON_PACKAGES, addonFiles } from './addon-files.ts';
import { argumentFilter } from './argument-filter.ts';
import { bundle } from './bundle.ts';
import { checkoutText, ROOT } from './checkout.ts';
import { copyrightFile } from './copyright.ts';
import { dataFile, executableFile, type PackageFile } from './package-file.ts';

const DOC = 'usr/share/doc/garland';

const PROCESSES: readonly { readonly name: string; readonly entry: string }[] = [
  { name: 'driver', entry: 'packages/led-driver/dist/src/main.js' },
  { name: 'gateway', entry: 'packages/web-gateway/dist/src/main.js' },
  { name: 'cli', entry: 'packages/cli/dist/src/main.js' },
];

/** Files that are copied unchanged. */
const VERBATIM_FILES: readonly (readonly [from: string, to: string])[] = [
  ['deploy/examples/driver.toml', 'etc/garland/driver.toml'],
  ['deploy/examples/gateway.toml', 'etc/garland/gateway.toml'],
  ['deploy/sysusers.d/garland.conf', 'usr/lib/sysusers.d/garland.conf'],
  ['deploy/tmpfiles.d/garland.conf', 'usr/lib/tmpfiles.d/garland.conf'],
  ['deploy/debian/README.Debian', `${DOC}/README.Debian`],
  ['packages/web-gateway/openapi.yaml', `${DOC}/openapi.yaml`],
  ...filesInFolder('docs/images', `${DOC}/images`, /\.svg$/),
  ...filesInFolder('deploy/systemd', 'usr/lib/systemd/system', /\.(service|socket|timer)$/),
  ...filesInFolder('deploy/systemd', 'usr/lib/systemd', /^journald@.*\.conf$/),
  ...['driver', 'gateway'].map(
    (name) =>
      [
        'deploy/systemd/systemd-journald-sync@.conf',
        `usr/lib/systemd/system/systemd-journald-sync@garland-${name}.service.d/garland.conf`,
      ] as const,
  ),
  [
    'deploy/systemd/systemd-journald@garland-driver.socket.conf',
    'usr/lib/systemd/system/systemd-journald@garland-driver.socket.d/garland.conf',
  ],
];

/** Pages of docs/ that are installed. */
const DOC_PAGES: readonly string[] = [
  'install',
  'hardware',
  'configuration',
  'certificates',
  'scenes',
  'geometry',
  'safety',
  'tokens',
  'api',
  'api/reference',
  'audit',
  'ifttt',
  'threat-model',
];

const PROGRAMS: readonly (readonly [from: string, to: string])[] = [
  ['deploy/bin/garland', 'usr/bin/garland'],
  ['deploy/bin/garland-driver', 'usr/sbin/garland-driver'],
  ['deploy/bin/garland-gateway', 'usr/sbin/garland-gateway'],
  ['deploy/bin/garland-build-addon', 'usr/sbin/garland-build-addon'],
  ['deploy/bin/close-port', 'usr/lib/garland/close-port'],
  ['deploy/bin/filter-arguments', 'usr/lib/garland/filter-arguments'],
  ['deploy/bin/report-failure', 'usr/lib/garland/report-failure'],
  ['deploy/bin/seal-gateway', 'usr/lib/garland/seal-gateway'],
  ['deploy/bin/with-known-board', 'usr/lib/garland/with-known-board'],
  ['deploy/bin/certbot-deploy-hook', 'etc/letsencrypt/renewal-hooks/deploy/garland'],
];

/** Everything that the package installs. The manual pages have the source's date. */
export async function packageFiles(sourceDateS: number): Promise<PackageFile[]> {
  const bundles = await Promise.all(PROCESSES.map(({ entry }) => bundle(entry)));
  const thirdParty = new Set([...ADDON_PACKAGES, ...bundles.flatMap(({ packages }) => packages)]);
  return [
    ...PROCESSES.map(({ name }, i) => dataFile(`usr/lib/garland/${name}.cjs`, bundles[i]?.code ?? '')),
    dataFile('usr/lib/garland/gateway.bpf', argumentFilter()),
    ...addonFiles(),
    ...DOC_PAGES.map((page) => dataFile(`${DOC}/${page}.md`, installedDocPage(page))),
    dataFile(`${DOC}/images/layouts.png`, readFileSync(join(ROOT, 'docs/images/layouts.png'))),
    ...VERBATIM_FILES.map(([from, to]) => dataFile(to, checkoutText(from))),
    ...PROGRAMS.map(([from, to]) => executableFile(to, checkoutText(from))),
    ...manualPages(isoDate(sourceDateS)).map(({ name, section, text }) =>
      dataFile(`usr/share/man/man${section}/${name}.${section}.gz`, gzip(text)),
    ),
    dataFile('usr/share/bash-completion/completions/garland', bashCompletion()),
    dataFile(`${DOC}/changelog.gz`, gzip(checkoutText('deploy/debian/changelog'))),
    dataFile(`${DOC}/copyright`, copyrightFile([...thirdParty].sort())),
  ];
}

/** Without links to files outside of docs/, which are not installed, or installed elsewhere. */
function installedDocPage(page: string): string {
  const folder = dirname(page);
  return checkoutText(`docs/${page}.md`).replaceAll(/\[([^\]]+)\]\(([^)]*)\)/g, (link, words, target) =>
    join(folder, target).startsWith('..') ? words : link,
  );
}

function isoDate(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

function filesInFolder(from: string, to: string, wanted: RegExp): (readonly [string, string])[] {
  return readdirSync(join(ROOT, from))
    .filter((name) => wanted.test(name))
    .sort()
    .map((name) => [`${from}/${name}`, `${to}/${name}`]);
}

/** By gzip itself, since the output of zlib differs between versions. */
function gzip(text: string): Uint8Array {
  return execFileSync('gzip', ['-9n'], { input: text });
}
