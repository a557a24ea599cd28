import { BUILT_IN_IDS, PALETTE_NAMES } from '@garland/animations';
import { EXPOSURE_NAMES } from '@garland/cli/exposure/address-rules';
import { createProgram } from '@garland/cli/program';
import type { Command } from 'commander';
import { checkoutText } from '../package/checkout.ts';

/** The possible arguments of a command, where they are known without a driver. */
const KNOWN_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  preview: BUILT_IN_IDS,
  expose: EXPOSURE_NAMES,
};

/** The possible values of an option. An option with a value that is not here takes free text. */
const OPTION_VALUES: Readonly<Record<string, readonly string[]>> = { '--palette': PALETTE_NAMES };
const FILE_OPTIONS: readonly string[] = ['--socket', '--dir', '--gif', '--positions', '--config'];

interface CommandPath {
  /** The commands so far, such as "token/create"; empty at the top. */
  readonly path: string;
  readonly command: Command;
}

/** The completion for bash: garland.bash with the tables of the program's own commands. */
export function bashCompletion(): string {
  const program = createProgram();
  const commands = commandPathsFrom(program, '');
  const placeholders: Readonly<Record<string, string>> = {
    words: caseBranches(commands.map(({ path, command }) => [path, wordsAfter(program, path, command)])),
    values: caseBranches(Object.entries(OPTION_VALUES)),
    fileOptions: FILE_OPTIONS.join(' | '),
    valueOptions: valueOptionsOf(commands)
      .filter((option) => !FILE_OPTIONS.includes(option))
      .join(' | '),
    paths: commands
      .map(({ path }) => path)
      .filter(Boolean)
      .join(' '),
  };
  return checkoutText('deploy/manual/garland.bash').replaceAll(
    /\{\{(\w+)\}\}/g,
    (_, name: string) => placeholders[name] ?? '',
  );
}

function commandPathsFrom(command: Command, path: string): CommandPath[] {
  const children = command.commands.flatMap((child) =>
    commandPathsFrom(child, path === '' ? child.name() : `${path}/${child.name()}`),
  );
  return [{ path, command }, ...children];
}

function wordsAfter(program: Command, path: string, command: Command): string[] {
  const options = [...command.options, ...program.options].flatMap(({ long }) => long ?? []);
  const children = command.commands.map((child) => child.name());
  return [...new Set([...children, ...(KNOWN_ARGUMENTS[path] ?? []), ...options, '--help'])];
}

function valueOptionsOf(commands: readonly CommandPath[]): string[] {
  const options = commands.flatMap(({ command }) => command.options).filter(({ required }) => required);
  return [...new Set(options.flatMap(({ long }) => long ?? []))];
}

/** Branches of a case statement that print words. */
function caseBranches(table: readonly (readonly [pattern: string, words: readonly string[]])[]): string {
  return table.map(([pattern, words]) => `    '${pattern}') printf '%s\\n' ${words.join(' ')} ;;`).join('\n');
}
