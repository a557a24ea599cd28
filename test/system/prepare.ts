import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../support/house.ts';
import { outputOf } from './machine/run.ts';
import { makeTree } from './machine/tree.ts';

/** What the tests put into their machines, made afresh each time from the checkout. */
const FOLDER: string = join(ROOT, '.cache/system');
export const PACKAGE: string = join(FOLDER, 'garland.deb');
export const NEXT_PACKAGE: string = join(FOLDER, 'garland-next.deb');
export const ATTACKER: string = join(FOLDER, 'attacker.cjs');
export const ATTACK_LIBRARY: string = join(FOLDER, 'attack.node');

/** All that must be there before the tests run, and that they share. */
export async function prepare(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  await makeTree();
  await makePackage(PACKAGE);
  await makePackage(NEXT_PACKAGE, '--version', '99.0.0');
  await makeAttacker();
}

async function makePackage(output: string, ...options: readonly string[]): Promise<void> {
  await outputOf(process.execPath, [
    join(ROOT, 'deploy/dist/package/main.js'),
    '--output',
    output,
    ...options,
  ]);
}

/** One CommonJS file, as the gateway is. */
async function makeAttacker(): Promise<void> {
  await build({
    entryPoints: [join(ROOT, 'test/dist/system/attack/attacker.js')],
    outfile: ATTACKER,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'warning',
  });
  const source = join(ROOT, 'test/system/attack/native.c');
  await outputOf('gcc', [
    '-shared',
    '-fPIC',
    '-O1',
    '-Wall',
    '-Wextra',
    '-Werror',
    '-o',
    ATTACK_LIBRARY,
    source,
  ]);
}
