import {
  createServer as createHttpServer,
  type RequestListener,
  type Server,
  type ServerOptions,
} from 'node:http';
import { plainAddress } from './address.ts';
import type { Audit } from './audit/audit.ts';
import type { Limits } from './config.ts';
import { limitConnectionsPerAddress } from './connection-limit.ts';
import type { Credentials } from './credentials.ts';
import { answerClientError, refuseTunnel } from './http/raw-answers.ts';
import { createTlsServer } from './tls-server.ts';

/** How long the outside may take. Node's own values are meant for a server among friends. */
export interface Timeouts {
  readonly handshakeMs: number;
  readonly headersMs: number;
  readonly requestMs: number;
  readonly keepAliveMs: number;
  readonly checkIntervalMs: number;
}

export const TIMEOUTS: Timeouts = {
  handshakeMs: 5_000,
  headersMs: 5_000,
  requestMs: 10_000,
  keepAliveMs: 1_000,
  checkIntervalMs: 1_000,
};

const MAX_HEADER_BYTES = 8 * 1024;

export interface ServerDependencies {
  readonly app: RequestListener;
  readonly audit: Audit;
  readonly limits: Limits;
  readonly tls: Credentials['tls'];
  readonly timeouts?: Timeouts;
}

/** The server with every bound that a public port needs, not listening yet. */
export function createServer({ app, audit, limits, tls, timeouts = TIMEOUTS }: ServerDependencies): Server {
  const options: ServerOptions = {
    connectionsCheckingInterval: timeouts.checkIntervalMs,
    headersTimeout: timeouts.headersMs,
    requestTimeout: timeouts.requestMs,
    keepAliveTimeout: timeouts.keepAliveMs,
    maxHeaderSize: MAX_HEADER_BYTES,
    // Node's own answer would be no problem document; the application refuses it instead.
    requireHostHeader: false,
  };
  const server = tls ? createTlsServer(options, tls, timeouts.handshakeMs, audit) : createHttpServer(options);
  server.maxConnections = limits.connections;
  // Node's own answer to the first one too many is nowhere on record; the application counts instead.
  server.maxRequestsPerSocket = 0;
  // Beyond a maximum Node drops header fields in silence, duplicates among them; the size is bounded anyway.
  server.maxHeadersCount = 0;
  limitConnectionsPerAddress(server, limits.connections_per_address, audit);
  server.on('drop', (peer) => {
    const from = plainAddress(peer?.remoteAddress);
    audit.record('connection_refused', { from, reason: 'total_limit' });
  });
  server.on('request', app);
  server.on('checkExpectation', app);
  server.on('connect', refuseTunnel(audit));
  server.on('clientError', answerClientError(audit));
  return server;
}
