import { CommanderError } from 'commander';
import type { CliIo } from '../command-line/cli-io.ts';
import { usageError } from '../errors/cli-error.ts';
import { toCliError } from '../errors/to-cli-error.ts';
import { parseDemoOptions } from './demo-options.ts';
import { runDemo } from './run-demo.ts';

/** Runs the demo until `shutdown` is aborted or something fails. @returns the exit code */
export async function runDemoCommand(
  args: readonly string[],
  io: CliIo,
  shutdown: AbortController,
): Promise<number> {
  try {
    const failure = await runDemo(parseDemoOptions(args, io), shutdown, io);
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
