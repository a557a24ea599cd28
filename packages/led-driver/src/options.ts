import { type DaemonCliOptions, parseDaemonCli } from '@garland/daemon';
import { EXIT } from './exit-codes.ts';

export const USAGE: string = `Usage: garland-driver [--config FILE] [--check | --blank]

Drives the LED strip and listens on two Unix sockets, remote.sock and local.sock.

  -c, --config FILE  configuration (default /etc/garland/driver.toml)
      --check        check the configuration and say all that is wrong with it
      --blank        darken a strip that was left lit by a driver that was killed
  -h, --help         this text
      --version      the version

SIGTERM and SIGINT darken the strip and stop. SIGHUP reads the configuration again.

Exit codes:
  ${EXIT.stopped}   stopped as asked
  ${EXIT.usage}  the command line is wrong
  ${EXIT.outputUnavailable}  the LED output can't be used
  ${EXIT.internalError}  internal error
  ${EXIT.socketUnavailable}  a socket can't be listened on
  ${EXIT.notPermitted}  not permitted: the hardware needs root
  ${EXIT.configuration}  the configuration is wrong
`;

export function parseOptions(args: readonly string[]): DaemonCliOptions<'blank'> {
  return parseDaemonCli(args, '/etc/garland/driver.toml', USAGE, ['blank']);
}
