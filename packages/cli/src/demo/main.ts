import { CommanderError } from 'commander';
import { type CliIo, PROCESS_IO } from '../command-line/cli-io.ts';
import { usageError } from '../errors/cli-error.ts';
import { toCliError } from '../errors/to-cli-error.ts';
import { onBrokenPipe } from '../terminal/broken-pipe.ts';
import { parseDemoOptions } from './demo-options.ts';
import { runDemo } from './run-demo.ts';

async function runDemoCommand(args: readonly string[], io: CliIo): Promise<number> {
  try {
    const options = parseDemoOptions(args, io);
    const shutdown = io.abortOnShutdown();
    onBrokenPipe(() => shutdown.abort());
    const failure = await runDemo(options, shutdown, io);
    io.stdout.write('The demo has ended.\n');
    if (failure) throw failure;
    return 0;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const failure =
      error instanceof CommanderError
        ? usageError(error.message.replace(/^error: /, ''), 'See:  npm start -- --help')
        : toCliError(error);
    io.stderr.write(`${failure.toText()}\n`);
    return failure.exitCode;
  }
}

process.exitCode = await runDemoCommand(process.argv.slice(2), PROCESS_IO);
