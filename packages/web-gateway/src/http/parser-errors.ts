import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { HttpProblemCode } from './problem-texts.ts';
import type { SendRawProblem } from './raw-problem.ts';
import { abortBody } from './request-body.ts';

/** Problem codes for the parser's error codes. Every other parser error is a bad request. */
const PARSER_ERROR_CODES: Readonly<Record<string, HttpProblemCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
  HPE_HEADER_OVERFLOW: 'header_fields_too_large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'content_too_large',
};

const HEAD_METHOD = Buffer.from('HEAD ');

type ParserError = NodeJS.ErrnoException & { readonly rawPacket?: Buffer };
type HttpSocket = Socket & { readonly _httpMessage?: ServerResponse | null };

/**
 * Answers bytes that never became a request, and so never reach the router. Complete requests before them on the same
 * connection are answered first; a request whose body is incomplete is refused through the router.
 */
export function handleClientError(sendProblem: SendRawProblem): (error: ParserError, stream: Duplex) => void {
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
      sendProblem(socket, { code, reason, isHead: beginsWithHead(error) });
    };
    answerInTurn();
  };
}

/** CONNECT asks for a tunnel. Earlier requests on the same connection are answered first. */
export function rejectConnect(sendProblem: SendRawProblem): (req: IncomingMessage, stream: Duplex) => void {
  return (_req, stream) => {
    const socket = stream as HttpSocket;
    socket.on('error', () => {});
    const answerInTurn = (): void => {
      const pending = socket._httpMessage;
      if (pending) return void pending.once('close', answerInTurn);
      if (socket.writable) sendProblem(socket, { code: 'bad_request', reason: 'CONNECT' });
    };
    answerInTurn();
  };
}

/** As far as it can be known: whether these bytes are those of a HEAD request, whose response has no body. */
function beginsWithHead({ rawPacket }: ParserError): boolean {
  return rawPacket?.subarray(0, HEAD_METHOD.length).equals(HEAD_METHOD) === true;
}
