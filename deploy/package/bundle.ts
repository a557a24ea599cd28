import { build } from 'esbuild';
import { ROOT } from './checkout.ts';

export interface Bundle {
  /** One CommonJS file that needs only Node and the modules in `EXTERNAL`. */
  readonly code: string;
  /** The folders of the third-party packages in it, relative to the checkout. */
  readonly packages: readonly string[];
}

/** Compiled on the target, and installed beside the bundle. */
const EXTERNAL: readonly string[] = ['rpi-ws281x-native'];

/** The oldest supported Node. */
const NODE_TARGET = 'node20.19';

/**
 * Bundles a process into one file. It is not minified, so that people can read what runs as root; it would not start faster.
 */
export async function bundle(entry: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: NODE_TARGET,
    charset: 'utf8',
    external: [...EXTERNAL],
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'warning',
    // A CommonJS bundle has no `import.meta`: code that looks for files next to its own must not be in it.
    logOverride: { 'empty-import-meta': 'error' },
  });
  const [output] = outputFiles;
  if (!output) throw new Error(`${entry}: no output`);
  return { code: output.text, packages: thirdPartyPackagesIn(Object.keys(metafile.inputs)) };
}

function thirdPartyPackagesIn(inputs: readonly string[]): string[] {
  const folders = inputs.flatMap((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
  return [...new Set(folders)].sort();
}
