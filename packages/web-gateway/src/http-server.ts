import {
  createServer as createHttpServer,
  type RequestListener,
  type Server,
  type ServerOptions,
} from 'node:http';
import type { AuditLogger } from './audit/audit-logger.ts';
import type { ConnectionTracker } from './connection-tracker.ts';
import { handleClientError, rejectConnect } from './http/parser-errors.ts';
import { rawProblemSender } from './http/raw-problem.ts';
import type { GatewayTimeouts } from './timeouts.ts';
import type { Credentials } from './tls-credentials.ts';
import { createTlsServer } from './tls-server.ts';

const MAX_HEADER_BYTES = 8 * 1024;

/** How often Node and the connection tracker check for timeouts. */
const CHECK_INTERVAL_MS = 1_000;

export interface ServerDependencies {
  readonly app: RequestListener;
  readonly audit: AuditLogger;
  readonly connections: ConnectionTracker;
  readonly tls: Credentials['tls'];
  readonly timeouts: GatewayTimeouts;
  readonly checkIntervalMs?: number;
}

/** The server with every bound that a public port needs, not listening yet. */
export function createServer({
  app,
  audit,
  connections,
  tls,
  timeouts,
  checkIntervalMs = CHECK_INTERVAL_MS,
}: ServerDependencies): Server {
  const options: ServerOptions = {
    connectionsCheckingInterval: checkIntervalMs,
    headersTimeout: timeouts.headers_ms,
    requestTimeout: timeouts.request_ms,
    keepAliveTimeout: timeouts.keep_alive_ms,
    maxHeaderSize: MAX_HEADER_BYTES,
    // Node's own response is not a problem document; the router refuses such requests instead.
    requireHostHeader: false,
  };
  const server = tls
    ? createTlsServer(options, tls, timeouts.handshake_ms, audit)
    : createHttpServer(options);
  // Node's own response to the first one too many is not audited; http/keep-alive.ts counts instead.
  server.maxRequestsPerSocket = 0;
  // Beyond a maximum, Node drops header fields silently, even duplicates; their size is limited anyway.
  server.maxHeadersCount = 0;
  // A client can close its side once it has sent its request, and still gets the response. (Node's types lack the property.)
  Object.assign(server, { httpAllowHalfOpen: true });
  connections.attach(server);
  server.on('request', app);
  // Node would send 100 Continue to everyone; the router only sends it to authenticated clients.
  server.on('checkContinue', app);
  server.on('checkExpectation', app);
  const sendProblem = rawProblemSender(audit, tls !== undefined);
  server.on('connect', rejectConnect(sendProblem));
  server.on('clientError', handleClientError(sendProblem));
  return server;
}
