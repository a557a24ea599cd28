import type { Socket } from 'node:net';

/** The peer of a connection, determined once for all its requests. */
export interface ConnectedClient {
  readonly address: string;
  /** What rate limits count by. */
  readonly key: string;
  /** A trusted proxy, which forwards requests of other clients. */
  readonly isProxy: boolean;
}

export interface Connection {
  /** As it was accepted. */
  readonly raw: Socket;
  /** The TLS socket on top of it, or the same. */
  socket: Socket;
  readonly client: ConnectedClient;
  /** When it was accepted, or its last response ended. Bytes do not count, because slow attacks drip them. */
  lastUsedMs: number;
  activeRequests: number;
  /** Since when a response waits to be read. */
  unreadSinceMs: number | undefined;
}

/** No response takes longer, so a request that does not end does not protect its connection. */
const MAX_BUSY_MS = 1000;

/** All connections of the client that has the most; of several, of the one that has been idle for longest. */
export function connectionsOfLargestClient(connections: Iterable<Connection>): readonly Connection[] {
  const byKey = new Map<string, Connection[]>();
  for (const connection of connections) {
    const own = byKey.get(connection.client.key);
    if (own) own.push(connection);
    else byKey.set(connection.client.key, [connection]);
  }
  return [...byKey.values()].reduce((a, b) =>
    b.length > a.length || (b.length === a.length && oldestUseMs(b) < oldestUseMs(a)) ? b : a,
  );
}

/** The connection that has been idle for longest; undefined if all have a request in progress. */
export function leastUseful(connections: readonly Connection[], nowMs: number): Connection | undefined {
  return connections
    .filter(({ activeRequests, lastUsedMs }) => activeRequests === 0 || nowMs - lastUsedMs > MAX_BUSY_MS)
    .reduce<Connection | undefined>((a, b) => (a && a.lastUsedMs <= b.lastUsedMs ? a : b), undefined);
}

function oldestUseMs(connections: readonly Connection[]): number {
  return Math.min(...connections.map(({ lastUsedMs }) => lastUsedMs));
}
