import { Command } from 'commander';
import { type CommandContext, createCommandContext, type GlobalOptions } from './command-context.ts';
import { rootCommandOf } from './root-command.ts';

/** Gets the arguments and options as commander parsed them. */
export type CommandAction<O> = (
  context: CommandContext,
  words: readonly string[],
  options: O,
) => Promise<void> | void;

/** A command whose action gets a context, the words after its name, and its own options. */
export function defineCommand<O = object>(
  nameAndArguments: string,
  description: string,
  action: CommandAction<O>,
): Command {
  const [name, ...args] = nameAndArguments.split(' ');
  const created = new Command(name);
  for (const argument of args) created.argument(argument);
  return created.description(description).action(async (...received: unknown[]) => {
    const self = received.at(-1) as Command;
    const options = self.optsWithGlobals<GlobalOptions & O>();
    await action(createCommandContext(rootCommandOf(self), options), self.args, options);
  });
}
