import type { Argument, Command, Option } from 'commander';

/** A command that does something, as opposed to one that only has others below it. */
export interface Leaf {
  /** The words that lead to it, such as "token create". */
  readonly path: string;
  readonly command: Command;
}

/** All that can be typed after `garland`. */
function leavesOf(program: Command): Leaf[] {
  return program.commands.flatMap((command) => below(command, ''));
}

function below(command: Command, prefix: string): Leaf[] {
  if (command.name() === 'help' && prefix !== '') return [];
  const path = `${prefix}${command.name()}`;
  if (command.commands.length === 0) return [{ path, command }];
  return command.commands.flatMap((child) => below(child, `${path} `));
}

/** The commands and their options, as Markdown. */
export function describeCommands(program: Command): string {
  return leavesOf(program).map(describeLeaf).join('\n');
}

/** Options, as definitions in Markdown. */
export function describeOptions(options: readonly Option[]): string {
  return options.map(describeOption).join('\n');
}

function describeLeaf({ path, command }: Leaf): string {
  const words = ['garland', path, ...command.registeredArguments.map(argumentWord)].join(' ');
  return `### ${words}\n\n${sentence(command.description())}\n\n${describeOptions(command.options)}`;
}

function describeOption({ flags, description, defaultValue }: Option): string {
  const standard = defaultValue === undefined ? '' : ` (default: ${defaultValue})`;
  return `\`${flags}\`\n:   ${description}${standard}\n`;
}

function argumentWord(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
