import type { RequestHandler, Response } from 'express';
import { type Options, rateLimit } from 'express-rate-limit';
import { clientKey } from '../address.ts';
import { Refusal } from './problem.ts';
import { contextOf } from './request-context.ts';
import { WindowStore } from './window-store.ts';

const WINDOW_MS = 60_000;

/** Counts requests before it is known whether they fail, and forgives those that turn out to be good. */
export interface FailureLimit {
  readonly count: RequestHandler;
  readonly forgive: RequestHandler;
}

/**
 * Before authentication: an address that keeps failing is not worth the arithmetic of another signature. A request with
 * a valid token is forgiven at once, whatever becomes of it, and one that failed through our fault at its end.
 */
export function limitFailures(perMinute: number, nowMs?: () => number): FailureLimit {
  const store = new WindowStore(WINDOW_MS, nowMs);
  const keyOf = (res: Response): string => clientKey(contextOf(res).from);
  return {
    count: limit('too_many_failures', perMinute, store, keyOf, {
      skipSuccessfulRequests: true,
      requestWasSuccessful: (_req, res) => contextOf(res).principal === undefined && isOurFault(res),
    }),
    forgive: (_req, res, next) => {
      store.decrement(keyOf(res));
      next();
    },
  };
}

/** After authentication: a token, stolen or in a loop, plays at a bounded rate from wherever it is used. */
export function limitToken(perMinute: number, nowMs?: () => number): RequestHandler {
  const keyOf = (res: Response): string => contextOf(res).principal?.jti ?? '';
  return limit('too_many_requests', perMinute, new WindowStore(WINDOW_MS, nowMs), keyOf);
}

function isOurFault({ statusCode }: Response): boolean {
  return statusCode < 400 || statusCode >= 500;
}

function limit(
  code: 'too_many_failures' | 'too_many_requests',
  perMinute: number,
  store: WindowStore,
  keyOf: (res: Response) => string,
  options: Partial<Options> = {},
): RequestHandler {
  return rateLimit({
    ...options,
    windowMs: WINDOW_MS,
    limit: perMinute,
    store,
    keyGenerator: (_req, res) => keyOf(res),
    standardHeaders: false,
    legacyHeaders: false,
    handler: (_req, res) => {
      const seconds = Math.max(1, Math.ceil(store.msLeft(keyOf(res)) / 1000));
      throw new Refusal(code, code, { 'Retry-After': String(seconds) });
    },
  });
}
