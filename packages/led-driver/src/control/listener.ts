import { createServer, type Server, type Socket } from 'node:net';
import { TokenBucket } from '@garland/daemon';
import { ROLE_LIMITS, type Role, type RoleLimits } from '@garland/protocol';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Dispatch } from './dispatch.ts';
import { Peer } from './peer.ts';

export interface ListenerParts {
  readonly dispatch: Dispatch;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: RoleLimits;
}

/**
 * Accepts the connections to one socket, which gives them their role. Resolves once it listens.
 *
 * @param listen makes the server listen at the socket
 * @returns stops listening and closes every connection
 */
export async function startListener(
  role: Role,
  listen: (server: Server) => Promise<void>,
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
  await listen(server);
  // From now on, an error means that one connection could not be accepted.
  server.on('error', (error) => log('connection_rejected', { role, problem: error.message }));
  return () => {
    server.close();
    for (const socket of peers.keys()) socket.destroy();
  };
}

/** Closes the connection whose last call is the oldest, if the role's limits say so. @returns whether there is room now */
function evictLeastRecent(peers: Map<Socket, Peer>, { whenFull }: RoleLimits): boolean {
  if (whenFull === 'reject_new') return false;
  const [socket, peer] = [...peers].reduce((a, b) => (b[1].lastCallMs < a[1].lastCallMs ? b : a));
  peer.evict();
  peers.delete(socket);
  return true;
}
