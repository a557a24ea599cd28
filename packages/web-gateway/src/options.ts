import { type DaemonCliOptions, parseDaemonCli } from '@garland/daemon';
import { EXIT } from './exit-codes.ts';

export const USAGE: string = `Usage: garland-gateway [--config FILE] [--check]

Answers HTTPS from the internet, checks tokens, and has the driver play animations.

  -c, --config FILE  configuration (default /etc/garland/gateway.toml)
      --check        check the configuration, the files that it names and the token registry, and leave
  -h, --help         this text
      --version      the version

SIGTERM and SIGINT stop accepting, finish the requests in flight and leave. Given by systemd, a listening socket named
"https" or "http" and a connection to the driver named "driver" are adopted instead of opened.

Exit codes:
  ${EXIT.stopped}   stopped as asked
  ${EXIT.usage}  the command line is wrong
  ${EXIT.listenerUnavailable}  the address can't be listened on
  ${EXIT.internalError}  internal error
  ${EXIT.auditUnwritable}  the audit trail can't be written
  ${EXIT.driverLinkEnded}  the adopted connection to the driver ended: start again
  ${EXIT.configuration}  the configuration, or a file that it names, is wrong
`;

export function parseOptions(args: readonly string[]): DaemonCliOptions {
  return parseDaemonCli(args, '/etc/garland/gateway.toml', USAGE);
}
