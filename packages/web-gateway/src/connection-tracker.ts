import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { AuditEvents } from './audit/audit-events.ts';
import type { AuditLogger } from './audit/audit-logger.ts';
import { normalizeAddress, rateLimitKey } from './client-address.ts';
import type { GatewayLimits, GatewayTimeouts } from './gateway-config.ts';
import { FixedWindowStore } from './http/fixed-window-store.ts';
import type { TrustedProxies } from './trusted-proxies.ts';

export interface ConnectionTrackerOptions {
  readonly limits: GatewayLimits;
  readonly timeouts: GatewayTimeouts;
  readonly proxies: TrustedProxies;
  readonly audit: AuditLogger;
  readonly checkIntervalMs?: number;
}

/** Who is at the other end of a connection, found out once for all its requests. */
export interface ConnectedClient {
  readonly address: string;
  /** What limits count it by. */
  readonly key: string;
  /** Speaks for others, and is believed about whom. */
  readonly isProxy: boolean;
}

interface Connection {
  /** As it was accepted. */
  readonly raw: Socket;
  /** What is written to: the TLS on top of it, if there is any. */
  socket: Socket;
  readonly client: ConnectedClient;
  /** When it came, or when its last answer was done. Bytes do not count: to drip some is what attackers do. */
  lastUsedMs: number;
  activeRequests: number;
  /** Since when an answer waits for the client to read. */
  unreadSinceMs: number | undefined;
}

type ConnectionRefusalReason = AuditEvents['connection_refused']['reason'];

const SECOND_MS = 1000;
/** No answer takes longer than this: whoever keeps one waiting is not protected by it. */
const MAX_BUSY_MS = 1000;

/**
 * Who is connected, and who makes room. A client that has all the connections it may have loses the one that was of no
 * use for longest, and so does, when all are taken, the client that has most: whoever holds connections without using
 * them keeps out nobody, himself included.
 */
export class ConnectionTracker {
  readonly #options: ConnectionTrackerOptions;
  readonly #newConnections: FixedWindowStore;
  readonly #byEndpoints = new Map<string, Connection>();
  readonly #bySocket = new WeakMap<Socket, Connection>();

  constructor(parts: ConnectionTrackerOptions) {
    this.#options = parts;
    this.#newConnections = new FixedWindowStore(SECOND_MS);
  }

  /**
   * Watches the connections of a server from now on. It stands before the server's own listener, which would prepare for
   * HTTP or TLS with every connection: one that is refused costs nothing of that.
   */
  attach(server: Server): void {
    const serve = server.listeners('connection');
    server.removeAllListeners('connection');
    server.on('connection', (socket: Socket) => {
      if (!this.#accept(socket)) return;
      for (const listener of serve) listener.call(server, socket);
    });
    server.on('secureConnection', (socket: TLSSocket) => this.#attachTls(socket));
    const checking = setInterval(
      () => this.#closeUnread(),
      this.#options.checkIntervalMs ?? SECOND_MS,
    ).unref();
    server.once('close', () => clearInterval(checking));
  }

  /** To be told of each request, so that a connection in use is known from one that is not. Tells whose it is. */
  trackRequest({ socket }: IncomingMessage, res: ServerResponse): ConnectedClient {
    const connection = this.#bySocket.get(socket);
    // Given up while it still shook hands: what it asks is answered, if it lives to hear that.
    if (!connection) return this.#clientOf(socket);
    connection.activeRequests++;
    connection.lastUsedMs = performance.now();
    res.once('close', () => {
      connection.activeRequests--;
      connection.lastUsedMs = performance.now();
    });
    return connection.client;
  }

  /** Whether the connection may stay. If not, it is ended. */
  #accept(raw: Socket): boolean {
    const client = this.#clientOf(raw);
    const refusal = client.isProxy ? undefined : this.#exceededLimit(client.key);
    if (refusal) return this.#refuse(raw, client, refusal);
    const isFull = this.#byEndpoints.size >= this.#options.limits.connections;
    if (isFull && !this.#evictLeastUseful(this.#largestClient(), 'total_limit'))
      return this.#refuse(raw, client, 'total_limit');
    this.#register({
      raw,
      socket: raw,
      client,
      lastUsedMs: performance.now(),
      activeRequests: 0,
      unreadSinceMs: undefined,
    });
    return true;
  }

  #clientOf({ remoteAddress }: Socket): ConnectedClient {
    const { limits, proxies } = this.#options;
    const address = normalizeAddress(remoteAddress);
    const key = rateLimitKey(address, limits.ipv6_prefix_bits);
    return { address, key, isProxy: proxies.has(address) };
  }

  #exceededLimit(key: string): ConnectionRefusalReason | undefined {
    const { connections_per_address, new_connections_per_second } = this.#options.limits;
    if (this.#newConnections.increment(key).totalHits > new_connections_per_second) return 'rate_limit';
    // Hardly ever are there so many of all together that those of one would have to be counted.
    if (this.#byEndpoints.size < connections_per_address) return undefined;
    const own = this.#connectionsOf(key);
    return own.length < connections_per_address || this.#evictLeastUseful(own, 'address_limit')
      ? undefined
      : 'address_limit';
  }

  #register(connection: Connection): void {
    const end = endpointsOf(connection.raw);
    this.#byEndpoints.set(end, connection);
    this.#bySocket.set(connection.raw, connection);
    connection.raw.once('close', () => {
      if (this.#byEndpoints.get(end) === connection) this.#byEndpoints.delete(end);
    });
  }

  #attachTls(socket: TLSSocket): void {
    const connection = this.#byEndpoints.get(endpointsOf(socket));
    if (!connection) return;
    connection.socket = socket;
    this.#bySocket.set(socket, connection);
  }

  #connectionsOf(key: string): Connection[] {
    return [...this.#byEndpoints.values()].filter(({ client: peer }) => peer.key === key);
  }

  /** The connections of the client that has most; of several, the one with the connection that was of no use for longest. */
  #largestClient(): Connection[] {
    const byKey = new Map<string, Connection[]>();
    for (const connection of this.#byEndpoints.values()) {
      const own = byKey.get(connection.client.key);
      if (own) own.push(connection);
      else byKey.set(connection.client.key, [connection]);
    }
    const oldest = (own: readonly Connection[]): number =>
      Math.min(...own.map(({ lastUsedMs: usefulMs }) => usefulMs));
    return [...byKey.values()].reduce((a, b) =>
      b.length > a.length || (b.length === a.length && oldest(b) < oldest(a)) ? b : a,
    );
  }

  /** Ends the most useless of these, unless all of them are being answered. */
  #evictLeastUseful(among: readonly Connection[], reason: ConnectionRefusalReason): boolean {
    const nowMs = performance.now();
    const idle = among.filter(
      ({ activeRequests: answering, lastUsedMs: usefulMs }) =>
        answering === 0 || nowMs - usefulMs > MAX_BUSY_MS,
    );
    const [first, ...others] = idle;
    if (!first) return false;
    this.#evict(
      others.reduce((a, b) => (b.lastUsedMs < a.lastUsedMs ? b : a), first),
      reason,
    );
    return true;
  }

  /** A client that does not read would keep its connection and our memory for as long as it likes. */
  #closeUnread(): void {
    const nowMs = performance.now();
    for (const connection of this.#byEndpoints.values()) {
      const isUnread = connection.socket.writableLength > 0;
      connection.unreadSinceMs = isUnread ? (connection.unreadSinceMs ?? nowMs) : undefined;
      if (isUnread && nowMs - (connection.unreadSinceMs ?? nowMs) >= this.#options.timeouts.answer_ms)
        this.#evict(connection, 'answer_unread');
    }
  }

  #evict(connection: Connection, reason: ConnectionRefusalReason): void {
    this.#byEndpoints.delete(endpointsOf(connection.raw));
    this.#refuse(connection.socket, connection.client, reason);
    connection.raw.destroy();
  }

  #refuse(socket: Socket, { address }: ConnectedClient, reason: ConnectionRefusalReason): false {
    this.#options.audit.record('connection_refused', { clientAddress: address, reason });
    socket.destroy();
    return false;
  }
}

/** The same for a connection and for the TLS on top of it. */
function endpointsOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;
}
