import type { Argument, Command, Option } from 'commander';

/** A command without subcommands. */
export interface LeafCommand {
  /** The words that lead to it, such as "token create". */
  readonly path: string;
  readonly command: Command;
}

function leafCommandsOf(program: Command): LeafCommand[] {
  return program.commands.flatMap((command) => leafCommandsBelow(command, ''));
}

function leafCommandsBelow(command: Command, prefix: string): LeafCommand[] {
  if (command.name() === 'help' && prefix !== '') return [];
  const path = `${prefix}${command.name()}`;
  if (command.commands.length === 0) return [{ path, command }];
  return command.commands.flatMap((child) => leafCommandsBelow(child, `${path} `));
}

/** The commands and their options, as Markdown. */
export function commandsMarkdown(program: Command): string {
  return leafCommandsOf(program).map(describeLeafCommand).join('\n');
}

/** Options, as definitions in Markdown. */
export function optionsMarkdown(options: readonly Option[]): string {
  return options.map(describeOption).join('\n');
}

function describeLeafCommand({ path, command }: LeafCommand): string {
  const words = ['garland', path, ...command.registeredArguments.map(argumentUsage)].join(' ');
  return `### ${words}\n\n${sentence(command.description())}\n\n${optionsMarkdown(command.options)}`;
}

function describeOption({ flags, description, defaultValue }: Option): string {
  const defaultText = defaultValue === undefined ? '' : ` (default: ${defaultValue})`;
  return `\`${flags}\`\n:   ${description}${defaultText}\n`;
}

function argumentUsage(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
