import type { TerminalIo, TerminalOutput } from '@garland/viewer/terminal-capabilities';
import { EXIT_CODES } from '../exit-codes.ts';

/** Everything that a command reads from and writes to its process. Tests pass their own. */
export interface CliIo extends TerminalIo {
  readonly stderr: TerminalOutput;
  readonly workingDirectory: string;
  /** From now on, a signal that asks the process to end aborts this controller instead. */
  abortOnShutdown(): AbortController;
}

const SHUTDOWN_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The process that this code runs in. */
export const PROCESS_IO: CliIo = {
  // Getters, because the first access to `process.stdin` already starts to read from it.
  get stdin() {
    return process.stdin;
  },
  get stdout() {
    return process.stdout;
  },
  get stderr() {
    return process.stderr;
  },
  get workingDirectory() {
    return process.cwd();
  },
  env: process.env,
  abortOnShutdown() {
    const controller = new AbortController();
    for (const name of SHUTDOWN_SIGNALS) process.on(name, () => controller.abort());
    return controller;
  },
};

/** `garland list | head -1`: a reader that closes the pipe early is not an error. */
export function onBrokenPipe(onClosed: () => void): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE' || error.code === 'EIO') return onClosed();
      // For example, a full disk.
      if (stream === process.stdout)
        process.stderr.write(`garland: cannot write the output: ${error.message}\n`);
      process.exit(EXIT_CODES.failed.code);
    });
  }
}
