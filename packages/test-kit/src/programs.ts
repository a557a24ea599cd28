import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT: string = fileURLToPath(new URL('../../../../', import.meta.url));

/** Where `bundle-programs` puts each program as one file, which halves its start. */
export const BUNDLE_FOLDER: string = join(ROOT, '.cache/test-programs');

/** The scripts of the three programs: those of the checkout, or those of a package. */
export interface ProgramPaths {
  readonly driver: string;
  readonly gateway: string;
  readonly cli: string;
  /** Runs the daemons, if not the Node of this process: a command with its arguments. */
  readonly nodeCommand?: readonly string[];
}

/** The compiled files, for tests that load code into a program or look at the files themselves. */
export const COMPILED_PROGRAMS: ProgramPaths = {
  driver: join(ROOT, 'packages/led-driver/dist/src/main.js'),
  gateway: join(ROOT, 'packages/web-gateway/dist/src/main.js'),
  cli: join(ROOT, 'packages/cli/dist/src/main.js'),
};

/** In a test run, the bundles, if they are those of the last build; else the compiled files. Benchmarks measure the latter. */
export const PROGRAMS: ProgramPaths =
  process.env.NODE_TEST_CONTEXT && areBundlesFresh()
    ? {
        driver: join(BUNDLE_FOLDER, 'driver.cjs'),
        gateway: join(BUNDLE_FOLDER, 'gateway.cjs'),
        cli: join(BUNDLE_FOLDER, 'cli.cjs'),
      }
    : COMPILED_PROGRAMS;

function areBundlesFresh(): boolean {
  const bundled = Math.min(
    ...['driver', 'gateway', 'cli'].map((name) => modifiedMs(join(BUNDLE_FOLDER, `${name}.cjs`))),
  );
  const packages = join(ROOT, 'packages');
  return readdirSync(packages).every(
    (name) => modifiedMs(join(packages, name, 'dist/tsconfig.tsbuildinfo')) < bundled,
  );
}

function modifiedMs(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
