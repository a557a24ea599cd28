import { build } from 'esbuild';
import { ROOT } from './checkout.ts';

export interface Bundle {
  /** One CommonJS file that needs nothing but Node, and the modules in `EXTERNAL`. */
  readonly code: string;
  /** The folders of the packages of others that are in it, relative to the checkout. */
  readonly packages: readonly string[];
}

/** Compiled on the target, and found beside the bundle. */
const EXTERNAL: readonly string[] = ['rpi-ws281x-native'];

/** The oldest Node that we run on. */
const NODE_TARGET = 'node20.19';

/**
 * Puts a process into one file. It stays readable, so that people can look at what runs as root; it would start no faster
 * if it were not.
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
    // A CommonJS file does not know where it came from: what would look for a file beside it must not get this far.
    logOverride: { 'empty-import-meta': 'error' },
  });
  const [output] = outputFiles;
  if (!output) throw new Error(`${entry}: nothing came of it`);
  return { code: output.text, packages: thirdPartyPackagesIn(Object.keys(metafile.inputs)) };
}

function thirdPartyPackagesIn(inputs: readonly string[]): string[] {
  const folders = inputs.flatMap((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
  return [...new Set(folders)].sort();
}
