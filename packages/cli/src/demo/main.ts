import { CommanderError } from 'commander';
import { explain } from '../explain.ts';
import { usage } from '../failure.ts';
import { onBrokenPipe } from '../terminal/broken-pipe.ts';
import { untilAskedToEnd } from '../terminal/signals.ts';
import { parseDemoOptions } from './options.ts';
import { runDemo } from './run.ts';

async function main(): Promise<number> {
  try {
    const options = parseDemoOptions(process.argv.slice(2));
    const ending = untilAskedToEnd();
    onBrokenPipe(() => ending.abort());
    const failure = await runDemo(options, ending);
    process.stdout.write('The demo has ended.\n');
    if (failure) throw failure;
    return 0;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const failure =
      error instanceof CommanderError
        ? usage(error.message.replace(/^error: /, ''), 'See:  npm start -- --help')
        : explain(error);
    process.stderr.write(`${failure.toText()}\n`);
    return failure.exitCode;
  }
}

process.exitCode = await main();
