import { CommanderError } from 'commander';
import type { CliError } from './errors/cli-error.ts';
import { toCliError } from './errors/to-cli-error.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { createProgram } from './program.ts';
import { onBrokenPipe } from './terminal/broken-pipe.ts';
import { toJsonLine } from './terminal/terminal-text.ts';

async function main(): Promise<void> {
  try {
    await createProgram().parseAsync();
  } catch (error) {
    // `--help`, `--version` and the like are thrown too; what they had to say is printed already.
    if (!(error instanceof CommanderError)) reportError(toCliError(error));
    else if (error.exitCode !== 0) process.exitCode = EXIT_CODES.usage.code;
  }
}

function reportError(failure: CliError): void {
  const json = process.argv.includes('--json');
  process.stderr.write(`${json ? toJsonLine(failure.toJson()) : failure.toText()}\n`);
  process.exitCode = failure.exitCode;
}

onBrokenPipe(() => process.exit(0));
// Not awaited at the top: the package bundles this as one CommonJS file.
void main();
