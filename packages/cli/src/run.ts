import { CommanderError } from 'commander';
import type { CliIo } from './command-line/cli-io.ts';
import { createCommandContext } from './command-line/command-context.ts';
import type { CliError } from './errors/cli-error.ts';
import { toCliError } from './errors/to-cli-error.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { createProgram } from './program.ts';
import { toJsonLine } from './text/terminal-text.ts';

/** Runs one command line to its end. @returns the exit code */
export async function run(args: readonly string[], io: CliIo): Promise<number> {
  try {
    const program = createProgram(io);
    // Loaded only here, so that no other command pays for it.
    const overview = args.length === 0 ? await import('./commands/overview.ts') : undefined;
    if (overview?.hasOverview()) {
      await overview.printOverview(createCommandContext(program, {}));
      return EXIT_CODES[program.exitStatus].code;
    }
    await program.parseAsync(args, { from: 'user' });
    return EXIT_CODES[program.exitStatus].code;
  } catch (error) {
    // `--help` and `--version` are thrown too; their output is already written.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_CODES.usage.code;
    const failure = toCliError(error);
    io.stderr.write(`${formatError(failure, args.includes('--json'))}\n`);
    return failure.exitCode;
  }
}

function formatError(failure: CliError, json: boolean): string {
  return json ? toJsonLine(failure.toJson()) : failure.toText();
}
