import { constants, randomBytes } from 'node:crypto';
import type { ServerOptions } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import type { TLSSocket, TlsOptions } from 'node:tls';
import type { AuditLogger } from './audit/audit-logger.ts';
import { normalizeAddress } from './client-address.ts';
import { pemOptions, type TlsCredentials } from './tls-credentials.ts';
import { SESSION_LIFETIME_S, TLS_POLICY } from './tls-policy.ts';

/** OpenSSL's: name, HMAC key and AES key, 16 bytes each. */
const TICKET_KEY_BYTES = 48;

/** The HTTPS server. With a client CA, clients without its certificate are cut off before any HTTP is read. */
export function createTlsServer(
  options: ServerOptions,
  { clientCa, ...pair }: TlsCredentials,
  handshakeMs: number,
  audit: AuditLogger,
): Server {
  const server = createServer({
    ...options,
    // As for plain HTTP, where Node sets it itself.
    allowHalfOpen: true,
    ...TLS_POLICY,
    ...(clientCa && clientCertificateOptions(clientCa)),
    // Without HTTP/1.0, clients that offer only that would be refused.
    ALPNProtocols: ['http/1.1', 'http/1.0'],
    ...pemOptions(pair),
    handshakeTimeout: handshakeMs,
  });
  if (!clientCa) rotateTicketKeys(server);
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket: TLSSocket & { _parent?: Socket }) => {
    // After a disconnect only the socket below TLS still knows the address.
    const clientAddress = normalizeAddress(socket.remoteAddress ?? socket._parent?.remoteAddress);
    audit.record('tls_handshake_failed', { clientAddress, reason: failureReason(error, socket) });
  });
  return server;
}

/** No session resumption, so that every connection has its certificate verified again. */
function clientCertificateOptions(ca: Buffer): TlsOptions {
  return {
    ca,
    requestCert: true,
    rejectUnauthorized: true,
    secureOptions: Number(TLS_POLICY.secureOptions) | constants.SSL_OP_NO_TICKET,
  };
}

/** A TLS 1.2 session can be decrypted with its ticket key, so no key is kept longer than the sessions. */
function rotateTicketKeys(server: Server): void {
  const renew = (): void => void server.setTicketKeys(randomBytes(TICKET_KEY_BYTES));
  setInterval(renew, SESSION_LIFETIME_S * 1000).unref();
}

/** OpenSSL's code for "GET http://tree:8443": no fault of the certificate, unlike most others. */
const PLAIN_HTTP_CODE = 'ERR_SSL_HTTP_REQUEST';

/** Node reports a refused client certificate on the socket only. */
function failureReason(
  { code = 'unknown' }: NodeJS.ErrnoException,
  { authorizationError }: TLSSocket,
): string {
  if (code === PLAIN_HTTP_CODE) return 'plain_http';
  return authorizationError ? String(authorizationError) : code;
}
