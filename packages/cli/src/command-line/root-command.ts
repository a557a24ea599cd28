import { Command } from 'commander';
import type { ExitStatus } from '../exit-codes.ts';
import type { CliIo } from './cli-io.ts';

/** `garland` itself, the parent of all commands. */
export class RootCommand extends Command {
  readonly io: CliIo;
  /** Of a command that completed; one that fails throws a `CliError`. */
  exitStatus: ExitStatus = 'ok';

  constructor(io: CliIo) {
    super('garland');
    this.io = io;
  }
}

/** @throws if the command was not added to a root command */
export function rootCommandOf(command: Command): RootCommand {
  if (command instanceof RootCommand) return command;
  if (!command.parent) throw new Error(`"${command.name()}" is not part of a program`);
  return rootCommandOf(command.parent);
}
