import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { AuditLogger } from '../audit/audit-logger.ts';
import { normalizeAddress } from '../client-address.ts';
import { PROBLEM_MEDIA_TYPE, problemBody } from './problem.ts';
import { HTTP_PROBLEMS, type HttpProblemCode } from './problem-texts.ts';
import { abortBody } from './request-body.ts';

/** Problem codes for the parser's error codes. Every other parser error is a bad request. */
const PARSER_ERROR_CODES: Readonly<Record<string, HttpProblemCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
  HPE_HEADER_OVERFLOW: 'header_fields_too_large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'content_too_large',
};

const LINGER_MS = 500;

type ParserError = NodeJS.ErrnoException & { readonly rawPacket?: Buffer };
type HttpSocket = Socket & { readonly _httpMessage?: ServerResponse | null };

/**
 * Answers bytes that never became a request, and so never reach the router. Complete requests before them on the same
 * connection are answered first; a request whose body is incomplete is refused through the router.
 */
export function handleClientError(audit: AuditLogger): (error: ParserError, stream: Duplex) => void {
  const answered = new WeakSet<Socket>();
  return (error, stream) => {
    const socket = stream as HttpSocket;
    // The parser reports the error again for all further bytes.
    if (answered.has(socket)) return;
    answered.add(socket);
    const reason = error.code ?? 'unknown';
    const isHttpError = reason.startsWith('HPE_') || reason === 'ERR_HTTP_REQUEST_TIMEOUT';
    const answerInTurn = (): void => {
      const pending = socket._httpMessage;
      if (isHttpError && pending?.req.complete) return void pending.once('close', answerInTurn);
      if (!isHttpError || !socket.writable || pending?.headersSent) return void socket.destroy(error);
      const code = PARSER_ERROR_CODES[reason] ?? 'bad_request';
      const bodyReason = code === 'request_timeout' ? 'body_timeout' : 'body_malformed';
      if (pending && abortBody(pending.req, code, bodyReason)) return;
      sendRawProblem(audit, socket, code, reason);
    };
    answerInTurn();
  };
}

/** CONNECT asks for a tunnel. Earlier requests on the same connection are answered first. */
export function rejectConnect(audit: AuditLogger): (req: IncomingMessage, stream: Duplex) => void {
  return (_req, stream) => {
    const socket = stream as HttpSocket;
    socket.on('error', () => {});
    const answerInTurn = (): void => {
      const pending = socket._httpMessage;
      if (pending) return void pending.once('close', answerInTurn);
      if (socket.writable) sendRawProblem(audit, socket, 'bad_request', 'CONNECT');
    };
    answerInTurn();
  };
}

function sendRawProblem(audit: AuditLogger, socket: Socket, code: HttpProblemCode, reason: string): void {
  const { status, title } = HTTP_PROBLEMS[code];
  const body = problemBody(code);
  audit.record('request_malformed', {
    clientAddress: normalizeAddress(socket.remoteAddress),
    reason,
    status,
  });
  socket.on('error', () => {});
  lingerBeforeClose(socket);
  socket.end(
    [
      `HTTP/1.1 ${status} ${title}`,
      `Content-Type: ${PROBLEM_MEDIA_TYPE}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Cache-Control: no-store',
      'X-Content-Type-Options: nosniff',
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

/**
 * Reads and discards further bytes for a while: closing a connection with unread bytes resets it, and the client would lose
 * responses in flight.
 */
function lingerBeforeClose(socket: Socket): void {
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer)).resume();
}
