import { CallError, type ErrorName, type ErrorParameters } from '@garland/protocol';
import { ConnectionError, type ConnectionErrorCode } from '@garland/protocol/client';
import { garlandCommand } from './command-hint.ts';
import { Failure } from './failure.ts';

const JOIN_GROUP = 'sudo usermod -aG garland $USER, then log in again';

const LINK_FAILURES: { readonly [C in ConnectionErrorCode]: (error: ConnectionError) => Failure } = {
  driver_away: (error) => (wasConnected(error) ? hungUp() : notThere(error)),
  permission_denied: ({ message }) =>
    new Failure('permission', `${message}: you are not in group garland.`, JOIN_GROUP),
  timed_out: ({ message }) =>
    new Failure(
      'driver_away',
      `${message}.`,
      'The driver is stuck or very busy:  journalctl --namespace=garland-driver',
    ),
  bad_reply: ({ message }) =>
    new Failure(
      'failed',
      `${message}.`,
      'Are the driver and this command of the same version? Restart the driver after an update.',
    ),
  closed: ({ message }) => new Failure('failed', `${message}.`),
};

/** A connection that was never made has the reason of the system; one that ended has none, or that it was cut. */
function wasConnected({ cause }: ConnectionError): boolean {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  return cause === undefined || code === 'ECONNRESET' || code === 'EPIPE';
}

function hungUp(): Failure {
  return new Failure(
    'driver_away',
    'The driver ended the connection.',
    'Perhaps it has too many: end a "watch" that is no longer needed. Or it was just restarted: try again.',
    'What it says itself:  journalctl --namespace=garland-driver',
  );
}

function notThere({ message }: ConnectionError): Failure {
  return new Failure(
    'driver_away',
    `${message}.`,
    'Is the driver running?  systemctl status garland-driver',
    'No tree at hand? In a clone of Garland, "npm start" runs a demo.',
  );
}

type CallFailures = { readonly [N in ErrorName]?: (parameters: ErrorParameters[N]) => Failure };

const CALL_FAILURES: CallFailures = {
  'io.garland.Driver.UnknownAnimation': ({ id }) =>
    new Failure('not_found', `There is no animation "${id}".`, `See them all:  ${garlandCommand('list')}`),
  'io.garland.Driver.RateLimited': ({ retryAfterMs }) =>
    new Failure(
      'rate_limited',
      'Too many commands at once.',
      `Try again in ${Math.ceil(retryAfterMs / 1000)} s.`,
    ),
  'io.garland.Driver.InvalidConfiguration': ({ problems }) =>
    new Failure('failed', 'The configuration has mistakes; the old one stays in force.', ...problems),
  'io.garland.Driver.RestartRequired': ({ keys }) =>
    new Failure(
      'failed',
      `Only a restart can apply a change of ${keys.join(', ')}; nothing was changed.`,
      'sudo systemctl restart garland-driver',
    ),
  'org.varlink.service.PermissionDenied': () => new Failure('permission', 'The driver refused: not allowed.'),
  'org.varlink.service.MethodNotFound': ({ method }) =>
    new Failure(
      'failed',
      `This socket has no ${method}.`,
      'Commands need the local socket, not the remote one.',
    ),
};

const SYSTEM_FAILURES: Readonly<Record<string, (error: NodeJS.ErrnoException) => Failure>> = {
  EACCES: permission,
  EPERM: permission,
  EROFS: (error) => new Failure('failed', `${error.path} is on a file system that is read-only.`),
  ENOSPC: () => new Failure('failed', 'The disk is full; nothing was changed.'),
  EDQUOT: () => new Failure('failed', 'Your share of the disk is used up; nothing was changed.'),
  EFBIG: () =>
    new Failure('failed', 'No file may be that large here; nothing was changed.', 'See:  ulimit -f'),
};

/** What any error means for the person at the keyboard. */
export function explain(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof ConnectionError) return LINK_FAILURES[error.code](error);
  if (error instanceof CallError) return explainCall(error);
  if (!(error instanceof Error)) return new Failure('failed', String(error));
  const known = SYSTEM_FAILURES[(error as NodeJS.ErrnoException).code ?? ''];
  return known ? known(error) : new Failure('failed', error.message);
}

function explainCall(error: CallError): Failure {
  const known = CALL_FAILURES[error.code] as ((parameters: object) => Failure) | undefined;
  return known?.(error.parameters) ?? new Failure('failed', `The driver refused: ${error.message}`);
}

function permission({ path }: NodeJS.ErrnoException): Failure {
  return new Failure('permission', `You may not open ${path}.`, 'Run the same command with sudo.');
}
