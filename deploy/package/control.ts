import { createHash } from 'node:crypto';
import { data, type PackageFile, program } from './file.ts';
import { textOf } from './root.ts';

const SCRIPTS = ['postinst', 'prerm', 'postrm'] as const;

/** What dpkg wants to know: who we are, what to ask before it is replaced, and what to run. */
export function controlFiles(version: string, files: readonly PackageFile[]): PackageFile[] {
  return [
    data('control', controlText(version, files)),
    data('conffiles', textOf('deploy/debian/conffiles')),
    data('triggers', textOf('deploy/debian/triggers')),
    data('md5sums', md5sums(files)),
    ...SCRIPTS.map((name) => program(name, textOf(`deploy/debian/${name}`))),
  ];
}

function controlText(version: string, files: readonly PackageFile[]): string {
  return textOf('deploy/debian/control')
    .replace('@VERSION@', version)
    .replace('@INSTALLED_SIZE@', String(installedKib(files)));
}

/** As Debian's policy counts it: every file rounded up to whole KiB. */
function installedKib(files: readonly PackageFile[]): number {
  return files.reduce((sum, { content }) => sum + Math.ceil(Buffer.byteLength(content) / 1024), 0);
}

function md5sums(files: readonly PackageFile[]): string {
  return files
    .map(({ path, content }) => `${createHash('md5').update(content).digest('hex')}  ${path}\n`)
    .sort()
    .join('');
}
