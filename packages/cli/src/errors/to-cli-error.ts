import { CallError, type ErrorName, type ErrorParameters } from '@garland/protocol';
import { ConnectionError, type ConnectionErrorCode } from '@garland/protocol/client';
import { garlandCommandHint } from '../command-line/command-hint.ts';
import { CliError } from './cli-error.ts';

const JOIN_GROUP_COMMAND = 'sudo usermod -aG garland $USER, then log in again';

const CONNECTION_ERRORS: { readonly [C in ConnectionErrorCode]: (error: ConnectionError) => CliError } = {
  driver_unreachable: (error) => (hadConnected(error) ? connectionEnded() : driverUnreachable(error)),
  permission_denied: ({ message }) =>
    new CliError('permission', `${message}: you are not in group garland.`, JOIN_GROUP_COMMAND),
  timed_out: ({ message }) =>
    new CliError(
      'driver_unreachable',
      `${message}.`,
      'The driver is not responding or overloaded. Its log:  sudo journalctl --namespace=garland-driver',
    ),
  bad_reply: ({ message }) =>
    new CliError(
      'failed',
      `${message}.`,
      'Are the driver and this command of the same version? Restart the driver after an update.',
    ),
  closed: ({ message }) => new CliError('failed', `${message}.`),
};

/** A failed connection attempt has another system error as its cause. */
function hadConnected({ cause }: ConnectionError): boolean {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  return cause === undefined || code === 'ECONNRESET' || code === 'EPIPE';
}

function connectionEnded(): CliError {
  return new CliError(
    'driver_unreachable',
    'The driver closed the connection.',
    'It may have too many connections: close an unused "garland watch". If it was just restarted, try again.',
    'Its log:  sudo journalctl --namespace=garland-driver',
  );
}

function driverUnreachable({ message }: ConnectionError): CliError {
  return new CliError(
    'driver_unreachable',
    `${message}.`,
    'Is the driver running?  systemctl status garland-driver',
    'No tree? Run the demo from a checkout:  npm start',
  );
}

type CallErrors = { readonly [N in ErrorName]?: (parameters: ErrorParameters[N]) => CliError };

const CALL_ERRORS: CallErrors = {
  'io.garland.Driver.UnknownAnimation': ({ id }) =>
    new CliError('not_found', `Unknown animation "${id}".`, `To list all:  ${garlandCommandHint('list')}`),
  'io.garland.Driver.RateLimited': ({ retryAfterMs }) =>
    new CliError(
      'rate_limited',
      'Too many commands at once.',
      `Try again in ${Math.ceil(retryAfterMs / 1000)} s.`,
    ),
  'io.garland.Driver.InvalidConfiguration': ({ problems }) =>
    new CliError('failed', 'The configuration is invalid; the previous one remains active.', ...problems),
  'io.garland.Driver.RestartRequired': ({ keys }) =>
    new CliError(
      'failed',
      `Changing ${keys.join(', ')} needs a restart; nothing was changed.`,
      'sudo systemctl restart garland-driver',
    ),
  'org.varlink.service.PermissionDenied': () =>
    new CliError('permission', 'The driver refused: not allowed.'),
  'org.varlink.service.MethodNotFound': ({ method }) =>
    new CliError(
      'failed',
      `This socket does not offer ${method}.`,
      'Use the local socket, not the remote one.',
    ),
};

const SYSTEM_ERRORS: Readonly<Record<string, (error: NodeJS.ErrnoException) => CliError>> = {
  EACCES: permissionError,
  EPERM: permissionError,
  EROFS: (error) => new CliError('failed', `${error.path} is on a read-only file system.`),
  ENOSPC: () => new CliError('failed', 'The disk is full; nothing was changed.'),
  EDQUOT: () => new CliError('failed', 'Your disk quota is exceeded; nothing was changed.'),
  EFBIG: () =>
    new CliError('failed', 'The file size limit was reached; nothing was changed.', 'To show it:  ulimit -f'),
};

/** Explains any error to the user. */
export function toCliError(error: unknown): CliError {
  if (error instanceof CliError) return error;
  if (error instanceof ConnectionError) return CONNECTION_ERRORS[error.code](error);
  if (error instanceof CallError) return callError(error);
  if (!(error instanceof Error)) return new CliError('failed', String(error));
  const known = SYSTEM_ERRORS[(error as NodeJS.ErrnoException).code ?? ''];
  return known ? known(error) : new CliError('failed', error.message);
}

function callError(error: CallError): CliError {
  const known = CALL_ERRORS[error.code] as ((parameters: object) => CliError) | undefined;
  return known?.(error.parameters) ?? new CliError('failed', `The driver refused: ${error.message}`);
}

function permissionError({ path }: NodeJS.ErrnoException): CliError {
  return new CliError('permission', `Permission denied: ${path}.`, 'Run the same command with sudo.');
}
