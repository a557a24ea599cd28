import { VERSION } from '@garland/daemon';
import type { TerminalOutput } from '@garland/viewer/terminal-capabilities';
import type { Command, CommanderError } from 'commander';
import { type CliIo, PROCESS_IO } from './command-line/cli-io.ts';
import { garlandCommandHint } from './command-line/command-hint.ts';
import { RootCommand } from './command-line/root-command.ts';
import { auditCommand } from './commands/audit.ts';
import { brightnessCommand } from './commands/brightness.ts';
import { certificateCommand } from './commands/certificate.ts';
import { checkCommand } from './commands/check.ts';
import { doctorCommand } from './commands/doctor.ts';
import { exposeCommand } from './commands/expose.ts';
import { commandPath, helpCommand } from './commands/help.ts';
import { listCommand } from './commands/list.ts';
import { offCommand, playCommand } from './commands/play.ts';
import { previewCommand } from './commands/preview.ts';
import { reloadCommand } from './commands/reload.ts';
import { statusCommand } from './commands/status.ts';
import { tokenCommand } from './commands/token.ts';
import { watchCommand } from './commands/watch.ts';
import { usageError } from './errors/cli-error.ts';
import { EXIT_CODES_HELP } from './exit-codes.ts';
import { INSTALLED_PATHS } from './system/installed-paths.ts';

const COMMANDS: readonly (() => Command)[] = [
  listCommand,
  playCommand,
  offCommand,
  statusCommand,
  watchCommand,
  brightnessCommand,
  previewCommand,
  checkCommand,
  reloadCommand,
  tokenCommand,
  exposeCommand,
  certificateCommand,
  auditCommand,
  doctorCommand,
];

const SOCKET_HELP = `Which driver:
  --socket, else $GARLAND_SOCKET, else the demo running in this checkout, else ${INSTALLED_PATHS.localSocket},
  or for root ${INSTALLED_PATHS.rootSocket}`;

const DEFAULT_HELP_WIDTH = 80;

/** The whole command line. Usage errors are thrown. */
export function createProgram(io: CliIo = PROCESS_IO): RootCommand {
  const program = new RootCommand(io)
    .description('Control your Christmas tree and what the internet can do with it.')
    .version(VERSION, '--version', 'print the version')
    .option('--json', 'print JSON, and errors as JSON on standard error')
    .option('--socket <path>', "the driver's local socket")
    .showSuggestionAfterError()
    .addHelpText('after', `\n${SOCKET_HELP}\n\n${EXIT_CODES_HELP}`);
  for (const create of COMMANDS) program.addCommand(create());
  applySettings(program, io);
  return program;
}

/** Settings that commander does not pass on to commands that are added ready-made. */
function applySettings(command: Command, io: CliIo): void {
  command
    .exitOverride((error) => {
      throw isUsageError(error) ? toUsageError(error, command) : error;
    })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: () => undefined,
      getOutHelpWidth: () => helpWidth(io.stdout),
      getErrHelpWidth: () => helpWidth(io.stderr),
    })
    .configureHelp({ showGlobalOptions: true })
    .helpCommand(false);
  if (command.commands.length > 0) command.addCommand(helpCommand());
  for (const child of command.commands) if (child.name() !== 'help') applySettings(child, io);
}

function helpWidth({ isTTY, columns }: TerminalOutput): number {
  return isTTY && columns ? columns : DEFAULT_HELP_WIDTH;
}

/** Commander also throws after it has printed the help or the version. */
function isUsageError({ code, exitCode }: CommanderError): boolean {
  return exitCode !== 0 && code !== 'commander.help';
}

function toUsageError({ message }: CommanderError, command: Command): Error {
  return usageError(
    message.replace(/^error: /, '').replaceAll('\n', ' '),
    `See:  ${garlandCommandHint(`${commandPath(command)}--help`)}`,
  );
}
