import type { RequestHandler, Response } from 'express';
import { type Options, rateLimit } from 'express-rate-limit';
import { clientKey } from '../address.ts';
import { Refusal } from './problem.ts';
import { contextOf } from './request-context.ts';
import { WindowStore } from './window-store.ts';

const WINDOW_MS = 60_000;

/**
 * Before authentication: an address that keeps failing is not worth the arithmetic of another signature. A request
 * counts unless it turns out to carry a valid token, or failed through our fault.
 */
export function limitFailures(perMinute: number, nowMs?: () => number): RequestHandler {
  return limit('too_many_failures', perMinute, nowMs, (res) => clientKey(contextOf(res).from), {
    skipSuccessfulRequests: true,
    requestWasSuccessful: (_req, res) => {
      const isOurs = res.statusCode < 400 || res.statusCode >= 500;
      return contextOf(res).principal !== undefined || isOurs;
    },
  });
}

/** After authentication: a token, stolen or in a loop, plays at a bounded rate from wherever it is used. */
export function limitToken(perMinute: number, nowMs?: () => number): RequestHandler {
  return limit('too_many_requests', perMinute, nowMs, (res) => contextOf(res).principal?.jti ?? '');
}

function limit(
  code: 'too_many_failures' | 'too_many_requests',
  perMinute: number,
  nowMs: (() => number) | undefined,
  keyOf: (res: Response) => string,
  options: Partial<Options> = {},
): RequestHandler {
  const store = new WindowStore(WINDOW_MS, nowMs);
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
