import { createServer, type Server, type Socket } from 'node:net';
import { EX_CANTCREAT, StartError, TokenBucket } from '@garland/daemon';
import { ROLE_LIMITS, type Role, type RoleLimits } from '@garland/protocol';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Dispatch } from './dispatch.ts';
import { Peer } from './peer.ts';

/** Where a role's connections arrive: at a socket that systemd opened, or at a path to open one at. */
export type ListenTarget = { readonly fd: number } | { readonly path: string; readonly mode: number };

export interface ListenerParts {
  readonly dispatch: Dispatch;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: RoleLimits;
}

/**
 * Accepts the connections of one role. Resolves once it listens.
 *
 * @returns stops listening and closes every connection
 * @throws {StartError} if it can't listen there
 */
export async function startListener(
  role: Role,
  target: ListenTarget,
  parts: ListenerParts,
): Promise<() => void> {
  const { dispatch, clock, log, limits = ROLE_LIMITS[role] } = parts;
  const quota = new TokenBucket(limits.callsPerSecond, limits.callBurst, clock.nowMs());
  const peers = new Map<Socket, Peer>();
  const accept = (socket: Socket): void => {
    if (peers.size >= limits.maxConnections && !evictLeastRecent(peers, limits)) {
      log('connection_rejected', { role, maxConnections: limits.maxConnections });
      socket.destroy();
      return;
    }
    const onClose = (reason: string): void => log('connection_closed', { role, reason });
    peers.set(socket, new Peer(socket, { role, limits, quota, dispatch, clock, onClose }));
    socket.once('close', () => peers.delete(socket));
  };
  const server = createServer({ allowHalfOpen: true }, accept);
  await listen(server, target);
  // From now on, an error means that one connection could not be accepted.
  server.on('error', (error) => log('connection_rejected', { role, problem: error.message }));
  return () => {
    server.close();
    for (const socket of peers.keys()) socket.destroy();
  };
}

/** Closes the connection whose last call is the oldest, if the role's limits say so. @returns whether there is room now */
function evictLeastRecent(peers: Map<Socket, Peer>, { whenFull }: RoleLimits): boolean {
  if (whenFull === 'refuse_newcomer') return false;
  const [socket, peer] = [...peers].reduce((a, b) => (b[1].lastCallMs < a[1].lastCallMs ? b : a));
  peer.evict();
  peers.delete(socket);
  return true;
}

/** Starts to listen. A path is created with its final mode, so it is never accessible to more users for a moment. */
export function listen(server: Server, target: ListenTarget): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const name = 'fd' in target ? `descriptor ${target.fd}` : target.path;
      reject(new StartError(EX_CANTCREAT, `can't listen on ${name}: ${bindErrorHint(cause)}`, { cause }));
    });
    if ('fd' in target) server.listen(target);
    else withUmask(0o777 & ~target.mode, () => server.listen({ path: target.path }));
  });
}

/** Node binds within `listen`, so the mask is needed only during that call. */
function withUmask(mask: number, action: () => void): void {
  const before = process.umask(mask);
  try {
    action();
  } finally {
    process.umask(before);
  }
}

function bindErrorHint({ code, message }: NodeJS.ErrnoException): string {
  return code === 'EACCES'
    ? 'this user has no permission; set paths.runtime_dir to a directory that it owns'
    : message;
}
