/**
 * Why there is no answer, as opposed to an answer that is an error (`CallError`).
 *
 * - `driver_away`: nothing listens there, or the connection ended.
 * - `permission_denied`: the socket's file mode keeps this user out.
 * - `timed_out`: connected, but no answer in time.
 * - `bad_reply`: an answer that is not of the protocol.
 * - `closed`: this side closed the link.
 */
export type ConnectionErrorCode = 'driver_away' | 'permission_denied' | 'timed_out' | 'bad_reply' | 'closed';

export class ConnectionError extends Error {
  override readonly name = 'LinkError';
  readonly code: ConnectionErrorCode;

  constructor(code: ConnectionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Tells what a socket error means for whoever wanted to talk to the driver. */
export function connectionErrorFrom(error: NodeJS.ErrnoException, path: string): ConnectionError {
  const isPermissionDenied = error.code === 'EACCES' || error.code === 'EPERM';
  return new ConnectionError(
    isPermissionDenied ? 'permission_denied' : 'driver_away',
    isPermissionDenied
      ? `no permission to open ${path}`
      : `no driver at ${path} (${error.code ?? error.message})`,
    { cause: error },
  );
}
