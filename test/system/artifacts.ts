import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '@garland/test-kit/programs';
import { build } from 'esbuild';
import { packageFile } from '../package/deb.ts';
import { buildRootfs } from './machine/rootfs.ts';
import { outputOrThrow } from './machine/run-program.ts';

/** What the tests put into their machines, made afresh each time from the checkout. */
const ARTIFACT_FOLDER: string = join(ROOT, '.cache/system');
export const PACKAGE_FILE: string = join(ARTIFACT_FOLDER, 'garland.deb');
export const NEXT_PACKAGE_FILE: string = join(ARTIFACT_FOLDER, 'garland-next.deb');
export const ATTACKER_BUNDLE: string = join(ARTIFACT_FOLDER, 'attacker.cjs');
export const NATIVE_ADDON: string = join(ARTIFACT_FOLDER, 'attack.node');

/** All that must be there before the tests run, and that they share. */
export async function prepareArtifacts(): Promise<void> {
  mkdirSync(ARTIFACT_FOLDER, { recursive: true });
  await buildRootfs();
  copyFileSync(packageFile(), PACKAGE_FILE);
  await buildPackageFile(NEXT_PACKAGE_FILE, '--version', '99.0.0');
  await buildAttacker();
}

async function buildPackageFile(output: string, ...options: readonly string[]): Promise<void> {
  await outputOrThrow(process.execPath, [
    join(ROOT, 'deploy/dist/package/main.js'),
    '--output',
    output,
    ...options,
  ]);
}

/** One CommonJS file, as the gateway is. */
async function buildAttacker(): Promise<void> {
  await build({
    entryPoints: [join(ROOT, 'test/dist/system/attack/attacker.js')],
    outfile: ATTACKER_BUNDLE,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'warning',
  });
  const source = join(ROOT, 'test/system/attack/native.c');
  await outputOrThrow('gcc', [
    '-shared',
    '-fPIC',
    '-O1',
    '-Wall',
    '-Wextra',
    '-Werror',
    '-o',
    NATIVE_ADDON,
    source,
  ]);
}
