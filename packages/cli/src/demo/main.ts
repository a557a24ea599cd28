import { PROCESS_IO } from '../command-line/cli-io.ts';
import { onBrokenPipe } from '../terminal/broken-pipe.ts';
import { runDemoCommand } from './demo-command.ts';

const shutdown = PROCESS_IO.abortOnShutdown();
onBrokenPipe(() => shutdown.abort());
process.exitCode = await runDemoCommand(process.argv.slice(2), PROCESS_IO, shutdown);
