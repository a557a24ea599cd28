/**
 * Why there is no reply, as opposed to an error reply (`CallError`).
 *
 * - `driver_unreachable`: nothing listens there, or the connection ended.
 * - `permission_denied`: the socket's file mode does not admit this user.
 * - `timed_out`: connected, but no reply in time.
 * - `bad_reply`: a reply that does not match the protocol.
 * - `closed`: this side closed the connection.
 */
export type ConnectionErrorCode =
  | 'driver_unreachable'
  | 'permission_denied'
  | 'timed_out'
  | 'bad_reply'
  | 'closed';

export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly code: ConnectionErrorCode;

  constructor(code: ConnectionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export function connectionErrorFrom(error: NodeJS.ErrnoException, path: string): ConnectionError {
  const isPermissionDenied = error.code === 'EACCES' || error.code === 'EPERM';
  return new ConnectionError(
    isPermissionDenied ? 'permission_denied' : 'driver_unreachable',
    isPermissionDenied
      ? `no permission to open ${path}`
      : `no driver at ${path} (${error.code ?? error.message})`,
    { cause: error },
  );
}
