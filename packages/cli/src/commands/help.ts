import { didYouMean } from '@garland/toml';
import { Command } from 'commander';
import { garlandCommandHint } from '../command-line/command-hint.ts';
import { usageError } from '../errors/cli-error.ts';

/** `garland help token create`. Commander's own command shows the whole help for any unknown word. */
export function helpCommand(): Command {
  return new Command('help')
    .argument('[command...]')
    .description('show the help of a command')
    .action((words: readonly string[], _options: object, self: Command) => {
      if (self.parent) showHelp(self.parent, words);
    });
}

/** The words of a command, without the program's own name. */
export function commandPath(command: Command): string {
  return command.parent ? `${commandPath(command.parent)}${command.name()} ` : '';
}

function showHelp(command: Command, [name, ...rest]: readonly string[]): void {
  if (name === undefined) return command.outputHelp();
  const child = command.commands.find((candidate) => candidate.name() === name);
  if (!child) throw unknownCommand(command, name);
  showHelp(child, rest);
}

function unknownCommand(command: Command, name: string): Error {
  const suggestion = didYouMean(
    name,
    command.commands.map((child) => child.name()),
  );
  return usageError(
    `unknown command '${name}'${suggestion ? ` (Did you mean ${suggestion}?)` : ''}`,
    `See:  ${garlandCommandHint(`${commandPath(command)}--help`)}`,
  );
}
