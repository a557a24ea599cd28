import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'router';
import type { RequestFailureReason } from '../audit/failure-reasons.ts';
import { HttpProblem } from './http-problem.ts';
import type { HttpProblemCode } from './problem-texts.ts';

export const MAX_BODY_BYTES = 1024;

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** A body on its way, which is forgotten as it comes. It is over when all of it is there, or when it is given up. */
class DiscardedBody {
  #receivedBytes = 0;
  #result: HttpProblem | 'complete' | undefined;
  #onFinish: ((refusal?: HttpProblem) => void) | undefined;

  constructor(req: IncomingMessage) {
    req.on('data', (chunk: Buffer) => {
      this.#receivedBytes += chunk.length;
      if (this.#receivedBytes > MAX_BODY_BYTES)
        this.finish(new HttpProblem('content_too_large', 'body_length'));
    });
    req.once('end', () => this.finish('complete'));
  }

  finish(how: HttpProblem | 'complete'): void {
    if (this.#result) return;
    this.#result = how;
    this.#notify();
  }

  onceFinished(onEnd: (refusal?: HttpProblem) => void): void {
    this.#onFinish = onEnd;
    this.#notify();
  }

  #notify(): void {
    if (this.#result) this.#onFinish?.(this.#result === 'complete' ? undefined : this.#result);
  }
}

const bodies = new WeakMap<IncomingMessage, DiscardedBody>();

/** Begins to take a body in, if there is one. To be called while the parser stands at the end of the header fields. */
export function watchBody(req: IncomingMessage): void {
  if (hasBody(req)) bodies.set(req, new DiscardedBody(req));
}

/** Waits for the end of the body: nothing is acted on before the request is complete and within bounds. */
export const drainBody: RequestHandler = (req, res, next) => {
  const body = bodies.get(req);
  if (!body) return next();
  // A client that asks first whether its body is wanted has been authenticated by now.
  if (req.headers.expect !== undefined && req.httpVersion === '1.1') res.writeContinue();
  body.onceFinished(next);
};

/** Gives up a body that is still awaited, so that its request is answered. False if there is none. */
export function abortBody(
  req: IncomingMessage,
  code: HttpProblemCode,
  reason: RequestFailureReason,
): boolean {
  const body = req.complete ? undefined : bodies.get(req);
  body?.finish(new HttpProblem(code, reason));
  return body !== undefined;
}
