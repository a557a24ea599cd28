import { parseArgs } from 'node:util';

/** Exit codes of sysexits.h, as far as this package refuses something by itself. */
export const EX_USAGE = 64;
export const EX_CONFIG = 78;

/** A reason not to start that its reader can do something about. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly exitCode: number;

  constructor(exitCode: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

export interface DaemonOptions {
  readonly configFile: string;
  /** What to do: run, or answer one question and leave. */
  readonly action: 'run' | 'check' | 'help' | 'version';
}

/**
 * Reads a daemon's command line: `--config FILE`, `--check`, `--help`, `--version`, and nothing else.
 *
 * @throws {StartError} with the usage
 */
export function parseDaemonOptions(
  args: readonly string[],
  defaultConfigFile: string,
  usage: string,
): DaemonOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        config: { type: 'string', short: 'c', default: defaultConfigFile },
        check: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        version: { type: 'boolean', default: false },
      },
    });
    const action = values.help ? 'help' : values.version ? 'version' : values.check ? 'check' : 'run';
    return { configFile: values.config, action };
  } catch (error) {
    throw new StartError(EX_USAGE, `${(error as Error).message}\n\n${usage}`);
  }
}
