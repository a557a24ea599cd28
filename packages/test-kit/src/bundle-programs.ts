import { build } from 'esbuild';
import { BUNDLE_FOLDER, COMPILED_PROGRAMS, ROOT } from './programs.ts';

/** Makes one file of each program, for tests that start it. */
await build({
  absWorkingDir: ROOT,
  entryPoints: {
    driver: COMPILED_PROGRAMS.driver,
    gateway: COMPILED_PROGRAMS.gateway,
    cli: COMPILED_PROGRAMS.cli,
  },
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20.19',
  external: ['rpi-ws281x-native'],
  outdir: BUNDLE_FOLDER,
  outExtension: { '.js': '.cjs' },
  logLevel: 'warning',
});
