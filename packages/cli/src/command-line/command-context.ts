import { detectTerminal, type TerminalCapabilities } from '@garland/viewer/terminal-capabilities';
import { resolveSocketPath } from '../control/resolve-socket-path.ts';
import { type TextStyle, textStyle, toJsonLine } from '../terminal/terminal-text.ts';

/** Options that every command understands. */
export interface GlobalOptions {
  readonly json?: boolean;
  readonly socket?: string;
}

/** What a command gets to know of the world around it. */
export interface CommandContext {
  readonly json: boolean;
  readonly socket: string;
  readonly terminal: TerminalCapabilities;
  readonly style: TextStyle;
  /** Answers: one JSON value, or lines for people. */
  printResult(value: unknown, text: () => string): void;
  /** Explanations beside the answer; on standard error, so that they never end up in a pipe. */
  printNote(text: string): void;
}

export function createCommandContext({ json = false, socket }: GlobalOptions): CommandContext {
  const terminal = detectTerminal(process.stdout, process.env);
  const printNote = (text: string): void => {
    if (!json) process.stderr.write(`${text}\n`);
  };
  return {
    json,
    // Only when it is asked for: what is said about it concerns no command that needs no driver.
    get socket() {
      return resolveSocketPath({ option: socket, env: process.env, directory: process.cwd(), printNote });
    },
    terminal,
    style: textStyle(terminal.colorDepth !== 'none'),
    printResult: (value, text) => writeLine(json ? toJsonLine(value) : text()),
    printNote,
  };
}

function writeLine(text: string): void {
  process.stdout.write(`${text}\n`);
}
