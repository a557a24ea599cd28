import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { PackageFile } from './package-file.ts';

export interface DebContents {
  /** The installed files. */
  readonly files: readonly PackageFile[];
  /** Files for dpkg; their paths have no folder. */
  readonly control: readonly PackageFile[];
  /** The modification time of every file and folder. */
  readonly sourceDateS: number;
}

/**
 * Builds the package. The same files give the same bytes on every machine, at any time and with any umask, because owner,
 * modes, times, order and compression are fixed here.
 */
export function writeDeb({ files, control, sourceDateS }: DebContents, output: string): void {
  const tree = mkdtempSync(join(tmpdir(), 'garland-deb-'));
  try {
    for (const file of files) writePackageFile(tree, file);
    for (const file of control) writePackageFile(join(tree, 'DEBIAN'), file);
    fixModesAndTimes(tree, sourceDateS);
    mkdirSync(dirname(output), { recursive: true });
    execFileSync('dpkg-deb', ['--root-owner-group', '--threads-max=1', '-Zxz', '--build', tree, output], {
      env: { ...process.env, SOURCE_DATE_EPOCH: String(sourceDateS), LC_ALL: 'C.UTF-8' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  } finally {
    rmSync(tree, { recursive: true });
  }
}

function writePackageFile(tree: string, { path, content, mode }: PackageFile): void {
  const file = join(tree, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  chmodSync(file, mode);
}

/** Folders last and innermost first, because a change inside a folder changes its time. */
function fixModesAndTimes(tree: string, sourceDateS: number): void {
  const entries = readdirSync(tree, { recursive: true, withFileTypes: true });
  const paths = entries.map((entry) => ({
    path: join(entry.parentPath, entry.name),
    isFolder: entry.isDirectory(),
  }));
  const folders = paths.filter(({ isFolder }) => isFolder).map(({ path }) => path);
  for (const { path, isFolder } of paths) if (!isFolder) utimesSync(path, sourceDateS, sourceDateS);
  for (const path of [...folders.sort().reverse(), tree]) {
    chmodSync(path, 0o755);
    utimesSync(path, sourceDateS, sourceDateS);
  }
}
