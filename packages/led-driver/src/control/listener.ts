import { createServer, type Socket } from 'node:net';
import { ROLE_LIMITS, type Role, type RoleLimits } from '@garland/protocol';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Dispatch } from './dispatch.ts';
import { Peer } from './peer.ts';
import { listen, type SocketPlace } from './sockets.ts';
import { TokenBucket } from './token-bucket.ts';

export interface ListenerParts {
  readonly dispatch: Dispatch;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: RoleLimits;
}

/**
 * Accepts the connections of one role. Resolves, once it listens, with what ends them all and stops listening.
 *
 * @throws {StartError} if it can't listen there
 */
export async function serve(role: Role, place: SocketPlace, parts: ListenerParts): Promise<() => void> {
  const { dispatch, clock, log, limits = ROLE_LIMITS[role] } = parts;
  const quota = new TokenBucket(limits.callsPerSecond, limits.callBurst, clock.nowMs());
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    const onClose = (reason: string): void => log('peer_closed', { role, reason });
    new Peer(socket, { role, limits, quota, dispatch, clock, onClose });
  });
  server.maxConnections = limits.maxConnections;
  // Once it listens, an error is one connection that could not be accepted.
  server.on('error', (error) => log('connection_dropped', { role, problem: error.message }));
  server.on('drop', () => log('connection_dropped', { role, maxConnections: limits.maxConnections }));
  await listen(server, place);
  return () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
}
