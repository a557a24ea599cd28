import { onBrokenPipe, PROCESS_IO } from '../command-line/cli-io.ts';
import { runDemoCommand } from './demo-command.ts';

const shutdown = PROCESS_IO.abortOnShutdown();
onBrokenPipe(() => shutdown.abort());
process.exitCode = await runDemoCommand(process.argv.slice(2), PROCESS_IO, shutdown);
