import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '@garland/test-kit/programs';
import { build, type Plugin } from 'esbuild';

/** A file of a program: its path in the repository and its number of lines. For our own code, that of the source. */
export interface ClosureFile {
  readonly path: string;
  readonly lines: number;
}

/** Without side effects, a module is left out unless an export of it is used: an index file does not bring in all it lists. */
const withoutSideEffects: Plugin = {
  name: 'without-side-effects',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /.*/ }, async ({ path, pluginData, ...from }) => {
      if (pluginData === withoutSideEffects || from.kind === 'entry-point') return undefined;
      return { ...(await resolve(path, { ...from, pluginData: withoutSideEffects })), sideEffects: false };
    });
  },
};

/** Every file of which something runs when these compiled files are loaded. Types are erased, and not among them. */
export async function closureOf(...entries: string[]): Promise<ClosureFile[]> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: entries,
    outdir: 'unused',
    bundle: true,
    format: 'esm',
    platform: 'node',
    treeShaking: true,
    metafile: true,
    write: false,
    logLevel: 'error',
    plugins: [withoutSideEffects],
  });
  const used = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  return [...new Set(used)].sort().map((path) => measure(path.replace(/\/dist\/(.*)\.js$/, '/$1.ts')));
}

export function measure(path: string): ClosureFile {
  return { path, lines: readFileSync(join(ROOT, path), 'utf8').split('\n').length - 1 };
}

export function countLines(files: readonly ClosureFile[]): number {
  return files.reduce((sum, { lines }) => sum + lines, 0);
}
