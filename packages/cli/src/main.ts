import { onBrokenPipe, PROCESS_IO } from './command-line/cli-io.ts';
import { run } from './run.ts';

onBrokenPipe(() => process.exit(0));
// Not awaited at the top: the package bundles this as one CommonJS file.
void run(process.argv.slice(2), PROCESS_IO).then((exitCode) => {
  process.exitCode = exitCode;
});
