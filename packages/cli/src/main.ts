import { CommanderError } from 'commander';
import { EXIT_CODES } from './exit-code.ts';
import { explain } from './explain.ts';
import { type Failure, usage } from './failure.ts';
import { createProgram } from './program.ts';
import { onBrokenPipe } from './terminal/broken-pipe.ts';

onBrokenPipe(() => process.exit(0));

try {
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) reportCommandLine(error);
  else report(explain(error));
}

/** `--help` and the like are thrown too; what they had to say is printed already. */
function reportCommandLine({ code, exitCode, message }: CommanderError): void {
  if (code === 'commander.help') process.exitCode = EXIT_CODES.usage.code;
  else if (exitCode !== 0)
    report(usage(message.replace(/^error: /, '').replaceAll('\n', ' '), 'See:  garland --help'));
}

function report(failure: Failure): void {
  const json = process.argv.includes('--json');
  process.stderr.write(`${json ? JSON.stringify(failure.toJson()) : failure.toText()}\n`);
  process.exitCode = failure.exitCode;
}
