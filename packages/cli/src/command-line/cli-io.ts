import { existsSync } from 'node:fs';
import type { TerminalIo, TerminalOutput } from '@garland/viewer/terminal-capabilities';
import { EXIT_CODES } from '../exit-codes.ts';

/** Everything that a command reads from and writes to its process. Tests pass their own. */
export interface CliIo extends TerminalIo {
  readonly stderr: TerminalOutput;
  readonly workingDirectory: string;
  /** Where to put on record what root changes: the first that accepts it. Empty for other users, and without systemd. */
  readonly journalSockets: readonly string[];
  /** From now on, a signal that asks the process to end aborts this controller instead. */
  abortOnShutdown(): AbortController;
}

/** As sd_booted(3) decides it. */
const SYSTEMD_RUNS_FILE = '/run/systemd/system';
/** The driver's journal is kept on disk for a year; the system's can be in memory, and drops records when there are many. */
const JOURNAL_SOCKETS: readonly string[] = [
  '/run/systemd/journal.garland-driver/stdout',
  '/run/systemd/journal/stdout',
];
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
  get journalSockets() {
    return process.geteuid?.() === 0 && existsSync(SYSTEMD_RUNS_FILE) ? JOURNAL_SOCKETS : [];
  },
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
