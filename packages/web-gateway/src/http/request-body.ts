import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { type ProblemCode, Refusal } from './problem.ts';
import type { RefusalReason } from './reasons.ts';
import { hangUp } from './turns.ts';

export const MAX_BODY_BYTES = 1024;

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** A body on its way, which is forgotten as it comes. It is over when all of it is there, or when it is given up. */
class Body {
  #receivedBytes = 0;
  #end: Refusal | 'complete' | undefined;
  #onEnd: ((refusal?: Refusal) => void) | undefined;

  constructor(req: IncomingMessage) {
    req.on('data', (chunk: Buffer) => {
      this.#receivedBytes += chunk.length;
      if (this.#receivedBytes > MAX_BODY_BYTES) this.end(new Refusal('content_too_large', 'body_length'));
    });
    req.once('end', () => this.end('complete'));
  }

  end(how: Refusal | 'complete'): void {
    if (this.#end) return;
    this.#end = how;
    this.#tell();
  }

  whenOver(onEnd: (refusal?: Refusal) => void): void {
    this.#onEnd = onEnd;
    this.#tell();
  }

  #tell(): void {
    if (this.#end) this.#onEnd?.(this.#end === 'complete' ? undefined : this.#end);
  }
}

const bodies = new WeakMap<IncomingMessage, Body>();

/** Begins to take a body in, if there is one. To be called while the parser stands at the end of the header fields. */
export function receiveBody(req: IncomingMessage): void {
  if (hasBody(req)) bodies.set(req, new Body(req));
}

/** Waits for the end of the body: nothing is acted on before the request is complete and within bounds. */
export const awaitBody: RequestHandler = (req, res, next) => {
  const body = bodies.get(req);
  if (!body) return next();
  // A client that asks first whether its body is wanted has been authenticated by now.
  if (req.headers.expect !== undefined && req.httpVersion === '1.1') res.writeContinue();
  body.whenOver((refusal) => {
    if (refusal) hangUp(req, res);
    next(refusal);
  });
};

/** Gives up a body that is still awaited, so that its request is answered. False if there is none. */
export function breakOffBody(req: IncomingMessage, code: ProblemCode, reason: RefusalReason): boolean {
  const body = req.complete ? undefined : bodies.get(req);
  body?.end(new Refusal(code, reason));
  return body !== undefined;
}
