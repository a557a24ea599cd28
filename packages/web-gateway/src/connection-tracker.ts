import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { AuditEvents } from './audit/audit-events.ts';
import type { AuditLogger } from './audit/audit-logger.ts';
import { normalizeAddress, rateLimitKey } from './client-address.ts';
import {
  type ConnectedClient,
  type Connection,
  connectionsOfLargestClient,
  leastUseful,
} from './eviction.ts';
import { FixedWindowStore } from './http/fixed-window-store.ts';
import type { GatewayLimits } from './rate-limits.ts';
import { RecentClients } from './recent-clients.ts';
import type { GatewayTimeouts } from './timeouts.ts';
import type { TrustedProxies } from './trusted-proxies.ts';

export interface ConnectionTrackerOptions {
  readonly limits: GatewayLimits;
  readonly timeouts: GatewayTimeouts;
  readonly proxies: TrustedProxies;
  readonly audit: AuditLogger;
  readonly checkIntervalMs?: number;
  readonly nowMs?: () => number;
}

type ConnectionRefusalReason = AuditEvents['connection_refused']['reason'];

const SECOND_MS = 1000;
/**
 * Limits connections, per client and in total. At a limit, the connection that has been idle for longest is closed: of the
 * client that is at its own limit, or of the one with the most connections. Idle connections are evicted first, so hoarding
 * them cannot lock anyone out.
 */
export class ConnectionTracker {
  readonly #options: ConnectionTrackerOptions;
  readonly #nowMs: () => number;
  readonly #newConnections: FixedWindowStore;
  readonly #recentClients = new RecentClients();
  readonly #byEndpoints = new Map<string, Connection>();
  readonly #bySocket = new WeakMap<Socket, Connection>();

  constructor(parts: ConnectionTrackerOptions) {
    this.#options = parts;
    this.#nowMs = parts.nowMs ?? (() => performance.now());
    this.#newConnections = new FixedWindowStore(SECOND_MS, this.#nowMs);
  }

  /**
   * Tracks the connections of a server. It runs before the server's own listener, which would set up HTTP or TLS for a
   * connection that is then refused.
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

  /** Marks the connection as in use until `endRequest`. Returns its client. */
  beginRequest(socket: Socket): ConnectedClient {
    const connection = this.#bySocket.get(socket);
    // It was evicted during the handshake, and is about to close.
    if (!connection) return this.#clientOf(socket);
    connection.activeRequests++;
    connection.lastUsedMs = this.#nowMs();
    return connection.client;
  }

  endRequest(socket: Socket, isAuthenticated: boolean): void {
    const connection = this.#bySocket.get(socket);
    if (!connection) return;
    connection.activeRequests--;
    connection.lastUsedMs = this.#nowMs();
    if (isAuthenticated) this.#recentClients.add(connection.client.address, connection.lastUsedMs);
  }

  /** Returns false for a connection that is refused and closed. */
  #accept(raw: Socket): boolean {
    const client = this.#clientOf(raw);
    const refusal = client.isProxy ? undefined : this.#exceededLimit(client);
    if (refusal) return this.#refuse(raw, client, refusal);
    const isFull = this.#byEndpoints.size >= this.#options.limits.connections;
    if (
      isFull &&
      !this.#evictLeastUseful(connectionsOfLargestClient(this.#byEndpoints.values()), 'total_limit')
    )
      return this.#refuse(raw, client, 'total_limit');
    this.#register({
      raw,
      socket: raw,
      client,
      lastUsedMs: this.#nowMs(),
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

  #exceededLimit({ address, key }: ConnectedClient): ConnectionRefusalReason | undefined {
    const { connections_per_address, new_connections_per_second } = this.#options.limits;
    // A neighbour in the same IPv6 prefix cannot use up the rate of a client that had a valid token: it has one of its own.
    const rateKey = this.#recentClients.has(address, this.#nowMs()) ? `recent ${address}` : key;
    if (this.#newConnections.increment(rateKey).totalHits > new_connections_per_second) return 'rate_limit';
    // Below this total no client can have too many, so they are rarely counted.
    if (this.#byEndpoints.size < connections_per_address) return undefined;
    const own = [...this.#byEndpoints.values()].filter(({ client }) => client.key === key);
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

  /** Closes the least useful of these connections, unless all of them have a request in progress. */
  #evictLeastUseful(among: readonly Connection[], reason: ConnectionRefusalReason): boolean {
    const connection = leastUseful(among, this.#nowMs());
    if (connection) this.#evict(connection, reason);
    return connection !== undefined;
  }

  /** A client that does not read its response would hold a connection and memory indefinitely. */
  #closeUnread(): void {
    const nowMs = this.#nowMs();
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

/** Identifies a connection and the TLS socket on top of it alike. */
function endpointsOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;
}
