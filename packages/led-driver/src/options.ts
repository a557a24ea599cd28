import { parseArgs } from 'node:util';
import { EXIT, StartError } from './exit-codes.ts';

export interface Options {
  readonly configFile: string;
  /** What to do: run, or answer one question and leave. */
  readonly action: 'run' | 'check' | 'help' | 'version';
}

export const USAGE: string = `Usage: garland-driver [--config FILE] [--check]

Drives the LED strip and listens on two Unix sockets, remote.sock and local.sock.

  -c, --config FILE  configuration (default /etc/garland/driver.toml)
      --check        check the configuration and say all that is wrong with it
  -h, --help         this text
      --version      the version

SIGTERM and SIGINT darken the strip and stop. SIGHUP reads the configuration again.

Exit codes: ${EXIT.stopped} stopped, ${EXIT.usage} usage, ${EXIT.outputUnavailable} LED output unavailable, \
${EXIT.internalError} internal error,
${EXIT.socketUnavailable} socket unavailable, ${EXIT.notPermitted} not permitted, ${EXIT.configuration} configuration.
`;

export function parseOptions(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        config: { type: 'string', short: 'c', default: '/etc/garland/driver.toml' },
        check: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        version: { type: 'boolean', default: false },
      },
    });
    const action = values.help ? 'help' : values.version ? 'version' : values.check ? 'check' : 'run';
    return { configFile: values.config, action };
  } catch (error) {
    throw new StartError(EXIT.usage, `${(error as Error).message}\n\n${USAGE}`);
  }
}
