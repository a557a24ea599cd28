import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { type ProblemCode, Refusal } from './problem.ts';
import type { RefusalReason } from './reasons.ts';
import { hangUp } from './turns.ts';

export const MAX_BODY_BYTES = 1024;

type BreakOff = (code: ProblemCode, reason: RefusalReason) => void;

const waiting = new WeakMap<IncomingMessage, BreakOff>();

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** Waits for the end of a body and forgets it. It acts on nothing before the request is complete and within bounds. */
export const ignoreSmallBody: RequestHandler = (req, res, next) => {
  if (!hasBody(req)) return next();
  let receivedBytes = 0;
  const stopWaiting = (): void => {
    waiting.delete(req);
    req.off('data', onData).off('end', onEnd).resume();
  };
  const onEnd = (): void => {
    stopWaiting();
    next();
  };
  const breakOff: BreakOff = (code, reason) => {
    stopWaiting();
    hangUp(req, res);
    next(new Refusal(code, reason));
  };
  const onData = (chunk: Buffer): void => {
    receivedBytes += chunk.length;
    if (receivedBytes > MAX_BODY_BYTES) breakOff('content_too_large', 'body_length');
  };
  waiting.set(req, breakOff);
  req.on('data', onData).once('end', onEnd);
  // A client that asks first whether its body is wanted has been authenticated by now.
  if (req.headers.expect !== undefined && req.httpVersion === '1.1') res.writeContinue();
};

/** Answers a request whose body is still awaited. False if there is no such wait. */
export function breakOffBody(req: IncomingMessage, code: ProblemCode, reason: RefusalReason): boolean {
  const breakOff = waiting.get(req);
  breakOff?.(code, reason);
  return breakOff !== undefined;
}
