import { CommanderError } from 'commander';
import { usageError } from '../errors/cli-error.ts';
import { toCliError } from '../errors/to-cli-error.ts';
import { onBrokenPipe } from '../terminal/broken-pipe.ts';
import { abortOnShutdownSignal } from '../terminal/shutdown-signals.ts';
import { parseDemoOptions } from './demo-options.ts';
import { runDemo } from './run-demo.ts';

async function main(): Promise<number> {
  try {
    const options = parseDemoOptions(process.argv.slice(2));
    const shutdown = abortOnShutdownSignal();
    onBrokenPipe(() => shutdown.abort());
    const failure = await runDemo(options, shutdown);
    process.stdout.write('The demo has ended.\n');
    if (failure) throw failure;
    return 0;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const failure =
      error instanceof CommanderError
        ? usageError(error.message.replace(/^error: /, ''), 'See:  npm start -- --help')
        : toCliError(error);
    process.stderr.write(`${failure.toText()}\n`);
    return failure.exitCode;
  }
}

process.exitCode = await main();
