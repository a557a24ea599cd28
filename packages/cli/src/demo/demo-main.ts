import { onBrokenPipe, PROCESS_IO } from '../command-line/cli-io.ts';
import { runDemoCommand } from './demo-command.ts';
import { endWithParent } from './end-with-parent.ts';

const shutdown = PROCESS_IO.abortOnShutdown();
onBrokenPipe(() => shutdown.abort());
endWithParent(shutdown, PROCESS_IO.env);
process.exitCode = await runDemoCommand(process.argv.slice(2), PROCESS_IO, shutdown);
