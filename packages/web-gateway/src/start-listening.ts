import type { AddressInfo, Server } from 'node:net';
import { StartError } from '@garland/daemon';
import { isLoopback } from './client-address.ts';
import { EXIT } from './exit-codes.ts';

/** An inherited descriptor, or an address to open. */
export type TcpListenTarget = { readonly fd: number } | { readonly host: string; readonly port: number };

/**
 * Connections that the kernel queues while the gateway restarts or is flooded. A client that finds the queue full retries
 * after a second at the earliest.
 */
const BACKLOG = 1024;

/** Starts to accept connections. @throws {StartError} that says what to do. */
export function listen(server: Server, target: TcpListenTarget, isTls: boolean): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(startError(error, target)));
    // Not as the option `backlog`, which Node ignores for a descriptor.
    server.listen({ ...target, exclusive: true }, BACKLOG, () => {
      server.removeAllListeners('error');
      const problem = listenerProblem(server.address(), isTls);
      if (!problem) return resolve(server.address() as AddressInfo);
      server.close();
      reject(new StartError(EXIT.configuration, problem));
    });
  });
}

/** The address of an inherited listener is not in the configuration, so it is checked here. */
function listenerProblem(address: AddressInfo | string | null, overTls: boolean): string | undefined {
  if (typeof address !== 'object' || address === null)
    return 'the inherited listener is not a TCP socket: give the socket unit ListenStream= with a port';
  if (overTls || isLoopback(address.address)) return undefined;
  return (
    `the inherited listener is reachable from outside (${address.address}), and plain HTTP is for loopback only: ` +
    'add [tls] with certificate and key'
  );
}

function startError(error: NodeJS.ErrnoException, target: TcpListenTarget): StartError {
  const why = 'fd' in target ? undefined : ADVICE[error.code ?? ''];
  const where =
    'fd' in target ? `the inherited descriptor ${target.fd}` : `${target.host} port ${target.port}`;
  return new StartError(
    EXIT.listenerUnavailable,
    `can't listen on ${where}: ${why ?? (error.code || error.message)}`,
    { cause: error },
  );
}

const ADVICE: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program does. Stop that one ("ss -ltnp" names it), or choose another listen.port',
  EADDRNOTAVAIL:
    'this machine does not have that address. Choose another listen.host ("ip address" lists them)',
  EACCES: 'ports below 1024 need a privilege. Let systemd open it, or choose a listen.port from 1024 up',
};
