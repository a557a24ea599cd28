import { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { AuditLogger } from '../audit/audit-logger.ts';
import { normalizeAddress } from '../client-address.ts';
import { PROBLEM_MEDIA_TYPE, problemBody } from './problem.ts';
import { HTTP_PROBLEMS, type HttpProblemCode } from './problem-texts.ts';
import { securityHeaders } from './security-headers.ts';

export interface RawProblem {
  readonly code: HttpProblemCode;
  readonly reason: string;
  /** The response to HEAD has no body. */
  readonly isHead?: boolean;
}

/** Answers bytes that never became a request, records them, and closes the connection. */
export type SendRawProblem = (socket: Socket, problem: RawProblem) => void;

const LINGER_MS = 500;

export function rawProblemSender(audit: AuditLogger, isTls: boolean): SendRawProblem {
  const setSecurityHeaders = securityHeaders(isTls);
  return (socket, { code, reason, isHead = false }) => {
    const { status } = HTTP_PROBLEMS[code];
    const clientAddress = normalizeAddress(socket.remoteAddress);
    audit.record('request_malformed', { clientAddress, reason, status });
    socket.on('error', () => {});
    lingerBeforeClose(socket);
    const req = new IncomingMessage(socket);
    if (isHead) req.method = 'HEAD';
    const res = new ServerResponse(req);
    res.shouldKeepAlive = false;
    res.once('finish', () => socket.end());
    setSecurityHeaders(req, res, () => sendProblem(res, code));
    res.assignSocket(socket);
  };
}

function sendProblem(res: ServerResponse, code: HttpProblemCode): void {
  const { status, title } = HTTP_PROBLEMS[code];
  const body = problemBody(code);
  res.writeHead(status, title, {
    'Cache-Control': 'no-store',
    'Content-Type': PROBLEM_MEDIA_TYPE,
    'Content-Length': Buffer.byteLength(body),
  });
  res.end(body);
}

/**
 * Reads and discards further bytes for a while: closing a connection with unread bytes resets it, and the client would lose
 * responses in flight.
 */
function lingerBeforeClose(socket: Socket): void {
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer)).resume();
}
