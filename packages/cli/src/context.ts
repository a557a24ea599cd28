import { socketPath } from './driver/socket-path.ts';
import { describeTerminal, type Terminal } from './terminal/capabilities.ts';
import { jsonLine, type Style, styleFor } from './terminal/text.ts';

/** Options that every command understands. */
export interface GlobalOptions {
  readonly json?: boolean;
  readonly socket?: string;
}

/** What a command gets to know of the world around it. */
export interface Context {
  readonly json: boolean;
  readonly socket: string;
  readonly terminal: Terminal;
  readonly style: Style;
  /** Answers: one JSON value, or lines for people. */
  answer(value: unknown, text: () => string): void;
  /** Explanations beside the answer; on standard error, so that they never end up in a pipe. */
  note(text: string): void;
}

export function createContext({ json = false, socket }: GlobalOptions): Context {
  const terminal = describeTerminal(process.stdout, process.env);
  const note = (text: string): void => {
    if (!json) process.stderr.write(`${text}\n`);
  };
  return {
    json,
    // Only when it is asked for: what is said about it concerns no command that needs no driver.
    get socket() {
      return socketPath({ option: socket, env: process.env, directory: process.cwd(), note });
    },
    terminal,
    style: styleFor(terminal.colour !== 'none'),
    answer: (value, text) => print(json ? jsonLine(value) : text()),
    note,
  };
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
