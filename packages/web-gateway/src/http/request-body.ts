import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'router';
import type { RequestFailureReason } from '../audit/failure-reasons.ts';
import { HttpProblem } from './http-problem.ts';
import type { HttpProblemCode } from './problem-texts.ts';

export const MAX_BODY_BYTES = 1024;

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** A body that is read and discarded. It finishes when it is complete, too long or aborted. */
class DiscardedBody {
  #receivedBytes = 0;
  #result: HttpProblem | 'complete' | undefined;
  #onFinish: ((problem?: HttpProblem) => void) | undefined;

  constructor(req: IncomingMessage) {
    req.on('data', (chunk: Buffer) => {
      this.#receivedBytes += chunk.length;
      if (this.#receivedBytes > MAX_BODY_BYTES)
        this.finish(new HttpProblem('content_too_large', 'body_length'));
    });
    req.once('end', () => this.finish('complete'));
  }

  finish(result: HttpProblem | 'complete'): void {
    if (this.#result) return;
    this.#result = result;
    this.#notify();
  }

  onceFinished(onFinish: (problem?: HttpProblem) => void): void {
    this.#onFinish = onFinish;
    this.#notify();
  }

  #notify(): void {
    if (this.#result) this.#onFinish?.(this.#result === 'complete' ? undefined : this.#result);
  }
}

const bodies = new WeakMap<IncomingMessage, DiscardedBody>();

/** Starts to read the body, if there is one. Must be called before the parser goes on behind the header fields. */
export function watchBody(req: IncomingMessage): void {
  if (hasBody(req)) bodies.set(req, new DiscardedBody(req));
}

/** Waits for the end of the body: no request is executed before it is complete and within its limits. */
export const drainBody: RequestHandler = (req, res, next) => {
  const body = bodies.get(req);
  if (!body) return next();
  // By now the client is authenticated.
  if (req.headers.expect !== undefined && req.httpVersion === '1.1') res.writeContinue();
  body.onceFinished(next);
};

/** Ends the wait for an incomplete body, so that its request is answered. Returns false if there is none. */
export function abortBody(
  req: IncomingMessage,
  code: HttpProblemCode,
  reason: RequestFailureReason,
): boolean {
  const body = req.complete ? undefined : bodies.get(req);
  body?.finish(new HttpProblem(code, reason));
  return body !== undefined;
}
