import { constants, randomBytes } from 'node:crypto';
import type { ServerOptions } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import type { TLSSocket, TlsOptions } from 'node:tls';
import type { AuditLogger } from './audit/audit-logger.ts';
import { normalizeAddress } from './client-address.ts';
import type { Credentials } from './tls-credentials.ts';
import { SESSION_LIFETIME_S, TLS_POLICY } from './tls-policy.ts';

/** OpenSSL's: name, HMAC key and AES key, 16 bytes each. */
const TICKET_KEY_BYTES = 48;

/** HTTP inside TLS and nothing else. With a client CA, whoever has no certificate of it is cut off before any HTTP is read. */
export function createTlsServer(
  options: ServerOptions,
  { certificate, key, clientCa }: NonNullable<Credentials['tls']>,
  handshakeMs: number,
  audit: AuditLogger,
): Server {
  const server = createServer({
    ...options,
    ...TLS_POLICY,
    ...(clientCa && clientCertificateOptions(clientCa)),
    cert: certificate,
    key,
    handshakeTimeout: handshakeMs,
  });
  if (!clientCa) rotateTicketKeys(server);
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket: TLSSocket & { _parent?: Socket }) => {
    // A peer that has hung up has no address any more; the socket below TLS still knows what it was.
    const clientAddress = normalizeAddress(socket.remoteAddress ?? socket._parent?.remoteAddress);
    audit.record('tls_handshake_failed', { clientAddress, reason: failureReason(error, socket) });
  });
  return server;
}

/** No session is taken up again here, so that every connection proves anew that its certificate is still good. */
function clientCertificateOptions(ca: Buffer): TlsOptions {
  return {
    ca,
    requestCert: true,
    rejectUnauthorized: true,
    secureOptions: Number(TLS_POLICY.secureOptions) | constants.SSL_OP_NO_TICKET,
  };
}

/** A session of TLS 1.2 can be read by whoever gets the key of its ticket, so no key is kept longer than sessions are. */
function rotateTicketKeys(server: Server): void {
  const renew = (): void => void server.setTicketKeys(randomBytes(TICKET_KEY_BYTES));
  setInterval(renew, SESSION_LIFETIME_S * 1000).unref();
}

/** Of a client's certificate that was refused Node tells on the socket alone. */
function failureReason(
  { code = 'unknown' }: NodeJS.ErrnoException,
  { authorizationError }: TLSSocket,
): string {
  return authorizationError ? String(authorizationError) : code;
}
