import { detectTerminal, type TerminalCapabilities } from '@garland/viewer/terminal-capabilities';
import { resolveSocketPath } from '../control/resolve-socket-path.ts';
import type { ExitStatus } from '../exit-codes.ts';
import { type TextStyle, textStyle, toJsonLine } from '../terminal/terminal-text.ts';
import type { CliIo } from './cli-io.ts';
import type { RootCommand } from './root-command.ts';

/** Options that every command understands. */
export interface GlobalOptions {
  readonly json?: boolean;
  readonly socket?: string;
}

/** What a command gets from the command line and its process. */
export interface CommandContext {
  readonly io: CliIo;
  readonly json: boolean;
  readonly socket: string;
  readonly terminal: TerminalCapabilities;
  readonly style: TextStyle;
  /** Answers: one JSON value, or lines for people. */
  printResult(value: unknown, text: () => string): void;
  /** Explanations beside the answer; on standard error, so that they never end up in a pipe. */
  printNote(text: string): void;
  /** The command did its work, and yet the exit code is not 0: the answer is that something is wrong. */
  setExitStatus(status: ExitStatus): void;
}

export function createCommandContext(
  root: RootCommand,
  { json = false, socket }: GlobalOptions,
): CommandContext {
  const { io } = root;
  const terminal = detectTerminal(io.stdout, io.env);
  const printNote = (text: string): void => {
    if (!json) io.stderr.write(`${text}\n`);
  };
  return {
    io,
    json,
    // Only when it is asked for: what is said about it concerns no command that needs no driver.
    get socket() {
      return resolveSocketPath({ option: socket, env: io.env, directory: io.workingDirectory, printNote });
    },
    terminal,
    style: textStyle(terminal.colorDepth !== 'none'),
    printResult: (value, text) => io.stdout.write(`${json ? toJsonLine(value) : text()}\n`),
    printNote,
    setExitStatus: (status) => {
      root.exitStatus = status;
    },
  };
}
