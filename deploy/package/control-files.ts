import { createHash } from 'node:crypto';
import { checkoutText } from './checkout.ts';
import { dataFile, executableFile, type PackageFile } from './package-file.ts';

const MAINTAINER_SCRIPTS = ['postinst', 'prerm', 'postrm'] as const;

/** The files for dpkg: description, configuration files, triggers, checksums and scripts. */
export function controlFiles(version: string, files: readonly PackageFile[]): PackageFile[] {
  return [
    dataFile('control', controlText(version, files)),
    dataFile('conffiles', checkoutText('deploy/debian/conffiles')),
    dataFile('triggers', checkoutText('deploy/debian/triggers')),
    dataFile('md5sums', md5sums(files)),
    ...MAINTAINER_SCRIPTS.map((name) => executableFile(name, checkoutText(`deploy/debian/${name}`))),
  ];
}

function controlText(version: string, files: readonly PackageFile[]): string {
  return checkoutText('deploy/debian/control')
    .replace('@VERSION@', version)
    .replace('@INSTALLED_SIZE@', String(installedKib(files)));
}

/** As Debian's policy says: every file is rounded up to whole KiB. */
function installedKib(files: readonly PackageFile[]): number {
  return files.reduce((sum, { content }) => sum + Math.ceil(Buffer.byteLength(content) / 1024), 0);
}

function md5sums(files: readonly PackageFile[]): string {
  return files
    .map(({ path, content }) => `${createHash('md5').update(content).digest('hex')}  ${path}\n`)
    .sort()
    .join('');
}
