import {
  type DaemonCliOptions,
  EX_CANTCREAT,
  EX_CONFIG,
  EX_IOERR,
  EX_NOPERM,
  EX_OK,
  EX_SOFTWARE,
  EX_UNAVAILABLE,
  EX_USAGE,
  parseDaemonCli,
} from '@garland/daemon';

export const USAGE: string = `Usage: garland-driver [--config FILE] [--check | --blank]

Drives the LED strip and listens on three Unix sockets: remote.sock, local.sock and root.sock.

  -c, --config FILE  configuration (default /etc/garland/driver.toml)
      --check        check the configuration and report every mistake
      --blank        darken a strip that was left lit by a driver that was killed
  -h, --help         this text
      --version      the version

SIGTERM and SIGINT darken the strip and stop. SIGHUP reads the configuration again.

Exit codes:
  ${EX_OK}   stopped as asked
  ${EX_USAGE}  the command line is wrong
  ${EX_UNAVAILABLE}  the LED output can't be used
  ${EX_SOFTWARE}  internal error
  ${EX_CANTCREAT}  a socket can't be listened on
  ${EX_IOERR}  the LED output failed while it was in use
  ${EX_NOPERM}  not permitted: the hardware needs root
  ${EX_CONFIG}  the configuration is wrong
`;

export function parseOptions(args: readonly string[]): DaemonCliOptions<'blank'> {
  return parseDaemonCli(args, '/etc/garland/driver.toml', USAGE, ['blank']);
}
