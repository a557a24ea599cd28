import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { clientKey, plainAddress } from './address.ts';
import type { Audit } from './audit/audit.ts';
import type { AuditEvents } from './audit/events.ts';
import type { Limits, Timeouts } from './config.ts';
import { WindowStore } from './http/window-store.ts';
import type { TrustedProxies } from './trusted-proxies.ts';

export interface ConnectionParts {
  readonly limits: Limits;
  readonly timeouts: Timeouts;
  readonly proxies: TrustedProxies;
  readonly audit: Audit;
  readonly checkIntervalMs?: number;
}

/** Who is at the other end of a connection, found out once for all its requests. */
export interface Peer {
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
  readonly peer: Peer;
  /** When it came, or when its last answer was done. Bytes do not count: to drip some is what attackers do. */
  usefulMs: number;
  answering: number;
  /** Since when an answer waits for the client to read. */
  unreadSinceMs: number | undefined;
}

type Reason = AuditEvents['connection_refused']['reason'];

const SECOND_MS = 1000;
/** No answer takes longer than this: whoever keeps one waiting is not protected by it. */
const BUSY_MS = 1000;

/**
 * Who is connected, and who makes room. A client that has all the connections it may have loses the one that was of no
 * use for longest, and so does, when all are taken, the client that has most: whoever holds connections without using
 * them keeps out nobody, himself included.
 */
export class Connections {
  readonly #parts: ConnectionParts;
  readonly #arrivals: WindowStore;
  readonly #byEnd = new Map<string, Connection>();
  readonly #bySocket = new WeakMap<Socket, Connection>();

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.#arrivals = new WindowStore(SECOND_MS);
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
    server.on('secureConnection', (socket: TLSSocket) => this.#secure(socket));
    const checking = setInterval(() => this.#endUnread(), this.#parts.checkIntervalMs ?? SECOND_MS).unref();
    server.once('close', () => clearInterval(checking));
  }

  /** To be told of each request, so that a connection in use is known from one that is not. Tells whose it is. */
  serve({ socket }: IncomingMessage, res: ServerResponse): Peer {
    const connection = this.#bySocket.get(socket);
    // Given up while it still shook hands: what it asks is answered, if it lives to hear that.
    if (!connection) return this.#peerOf(socket);
    connection.answering++;
    connection.usefulMs = performance.now();
    res.once('close', () => {
      connection.answering--;
      connection.usefulMs = performance.now();
    });
    return connection.peer;
  }

  /** Whether the connection may stay. If not, it is ended. */
  #accept(raw: Socket): boolean {
    const peer = this.#peerOf(raw);
    const refusal = peer.isProxy ? undefined : this.#refusal(peer.key);
    if (refusal) return this.#drop(raw, peer, refusal);
    const isFull = this.#byEnd.size >= this.#parts.limits.connections;
    if (isFull && !this.#makeRoom(this.#greediest(), 'total_limit'))
      return this.#drop(raw, peer, 'total_limit');
    this.#remember({
      raw,
      socket: raw,
      peer,
      usefulMs: performance.now(),
      answering: 0,
      unreadSinceMs: undefined,
    });
    return true;
  }

  #peerOf({ remoteAddress }: Socket): Peer {
    const { limits, proxies } = this.#parts;
    const address = plainAddress(remoteAddress);
    const key = clientKey(address, limits.ipv6_prefix_bits);
    return { address, key, isProxy: proxies.has(address) };
  }

  #refusal(key: string): Reason | undefined {
    const { connections_per_address, new_connections_per_second } = this.#parts.limits;
    if (this.#arrivals.increment(key).totalHits > new_connections_per_second) return 'rate_limit';
    // Hardly ever are there so many of all together that those of one would have to be counted.
    if (this.#byEnd.size < connections_per_address) return undefined;
    const own = this.#of(key);
    return own.length < connections_per_address || this.#makeRoom(own, 'address_limit')
      ? undefined
      : 'address_limit';
  }

  #remember(connection: Connection): void {
    const end = endOf(connection.raw);
    this.#byEnd.set(end, connection);
    this.#bySocket.set(connection.raw, connection);
    connection.raw.once('close', () => {
      if (this.#byEnd.get(end) === connection) this.#byEnd.delete(end);
    });
  }

  #secure(socket: TLSSocket): void {
    const connection = this.#byEnd.get(endOf(socket));
    if (!connection) return;
    connection.socket = socket;
    this.#bySocket.set(socket, connection);
  }

  #of(key: string): Connection[] {
    return [...this.#byEnd.values()].filter(({ peer }) => peer.key === key);
  }

  /** The connections of the client that has most; of several, the one with the connection that was of no use for longest. */
  #greediest(): Connection[] {
    const byKey = new Map<string, Connection[]>();
    for (const connection of this.#byEnd.values()) {
      const own = byKey.get(connection.peer.key);
      if (own) own.push(connection);
      else byKey.set(connection.peer.key, [connection]);
    }
    const oldest = (own: readonly Connection[]): number => Math.min(...own.map(({ usefulMs }) => usefulMs));
    return [...byKey.values()].reduce((a, b) =>
      b.length > a.length || (b.length === a.length && oldest(b) < oldest(a)) ? b : a,
    );
  }

  /** Ends the most useless of these, unless all of them are being answered. */
  #makeRoom(among: readonly Connection[], reason: Reason): boolean {
    const nowMs = performance.now();
    const idle = among.filter(({ answering, usefulMs }) => answering === 0 || nowMs - usefulMs > BUSY_MS);
    const [first, ...others] = idle;
    if (!first) return false;
    this.#end(
      others.reduce((a, b) => (b.usefulMs < a.usefulMs ? b : a), first),
      reason,
    );
    return true;
  }

  /** A client that does not read would keep its connection and our memory for as long as it likes. */
  #endUnread(): void {
    const nowMs = performance.now();
    for (const connection of this.#byEnd.values()) {
      const isUnread = connection.socket.writableLength > 0;
      connection.unreadSinceMs = isUnread ? (connection.unreadSinceMs ?? nowMs) : undefined;
      if (isUnread && nowMs - (connection.unreadSinceMs ?? nowMs) >= this.#parts.timeouts.answer_ms)
        this.#end(connection, 'answer_unread');
    }
  }

  #end(connection: Connection, reason: Reason): void {
    this.#byEnd.delete(endOf(connection.raw));
    this.#drop(connection.socket, connection.peer, reason);
    connection.raw.destroy();
  }

  #drop(socket: Socket, { address }: Peer, reason: Reason): false {
    this.#parts.audit.record('connection_refused', { from: address, reason });
    socket.destroy();
    return false;
  }
}

/** The same for a connection and for the TLS on top of it. */
function endOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;
}
