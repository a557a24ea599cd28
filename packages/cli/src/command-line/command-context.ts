import { detectTerminal, type TerminalCapabilities } from '@garland/viewer/terminal-capabilities';
import type { AdminRecord } from '../audit/admin-actions.ts';
import { namedSocket, resolveSocketPath } from '../control/resolve-socket-path.ts';
import type { ExitStatus } from '../exit-codes.ts';
import { type TextStyle, textStyle, toJsonLine } from '../text/terminal-text.ts';
import type { CliIo } from './cli-io.ts';
import type { RootCommand } from './root-command.ts';

/** Options that every command understands. */
export interface GlobalOptions {
  readonly json?: boolean;
  readonly socket?: string;
}

/** Gives a command its options, its terminal and its process. */
export interface CommandContext {
  readonly io: CliIo;
  readonly json: boolean;
  readonly socket: string;
  /** Whether the user named the socket, by option or environment. */
  readonly isSocketNamed: boolean;
  readonly terminal: TerminalCapabilities;
  readonly style: TextStyle;
  /** Prints the result: one JSON value, or lines for people. */
  printResult(value: unknown, text: () => string): void;
  /** Prints an explanation, on standard error, so that it never ends up in a pipe. */
  printNote(text: string): void;
  /** Puts on record what root has changed. It never fails; if no journal accepts it, it says so. */
  record(...actions: readonly AdminRecord[]): Promise<void>;
  /** Sets the exit code of a command that completed and found a problem. */
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
    // Resolved on first use, because a note about it only concerns commands that connect to the driver.
    get socket() {
      return resolveSocketPath({ option: socket, env: io.env, directory: io.workingDirectory, printNote });
    },
    isSocketNamed: namedSocket(socket, io.env) !== undefined,
    terminal,
    style: textStyle(terminal.colorDepth !== 'none'),
    printResult: (value, text) => io.stdout.write(`${json ? toJsonLine(value) : text()}\n`),
    printNote,
    record: async (...actions) => {
      const { journalSockets, env } = io;
      if (actions.length === 0 || journalSockets.length === 0) return;
      const { writeAdminRecords } = await import('../audit/write-admin-records.ts');
      const records = actions.map((action) => ({ ...action, ...sudoUserField(env) }));
      if (!(await writeAdminRecords(journalSockets, records)))
        printNote('This is not in the audit trail, because the journal does not accept records.');
    },
    setExitStatus: (status) => {
      root.exitStatus = status;
    },
  };
}

/** A hint only: a process can set it. */
function sudoUserField({ SUDO_USER }: NodeJS.ProcessEnv): { readonly sudoUser?: string } {
  return SUDO_USER === undefined ? {} : { sudoUser: SUDO_USER };
}
