import { run } from 'node:test';
import { spec, tap } from 'node:test/reporters';

/** Runs test files two at a time, in the order of the arguments; `node --test` sorts them by name. */
const results = run({ files: process.argv.slice(2), concurrency: 2 });
results.on('test:fail', () => {
  process.exitCode = 1;
});
results.compose(process.stdout.isTTY ? new spec() : tap).pipe(process.stdout);
