import type { Request, RequestHandler } from 'express';
import { type RateLimitInfo, rateLimit } from 'express-rate-limit';
import { clientKey } from '../address.ts';
import { type ProblemCode, Refusal } from './problem.ts';
import type { RefusalReason } from './reasons.ts';
import { contextOf } from './request-context.ts';

const WINDOW_MS = 60_000;

/**
 * Before authentication: an address that keeps failing is not worth the arithmetic of another signature. A request
 * counts unless it turns out to carry a valid token, or failed through our fault.
 */
export function limitFailures(perMinute: number): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_MS,
    limit: perMinute,
    keyGenerator: (_req, res) => clientKey(contextOf(res).from),
    skipSuccessfulRequests: true,
    requestWasSuccessful: (_req, res) => {
      const isOurs = res.statusCode < 400 || res.statusCode >= 500;
      return contextOf(res).principal !== undefined || isOurs;
    },
    standardHeaders: false,
    legacyHeaders: false,
    handler: refuseAs('too_many_failures', 'too_many_failures'),
  });
}

/** After authentication: a token, stolen or in a loop, plays at a bounded rate from wherever it is used. */
export function limitToken(perMinute: number): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_MS,
    limit: perMinute,
    keyGenerator: (_req, res) => contextOf(res).principal?.jti ?? '',
    standardHeaders: false,
    legacyHeaders: false,
    handler: refuseAs('too_many_requests', 'too_many_requests'),
  });
}

function refuseAs(code: ProblemCode, reason: RefusalReason): RequestHandler {
  return (req) => {
    throw new Refusal(code, reason, { 'Retry-After': String(secondsLeft(req)) });
  };
}

function secondsLeft(req: Request & { rateLimit?: RateLimitInfo }): number {
  const resetMs = req.rateLimit?.resetTime?.getTime() ?? Date.now() + WINDOW_MS;
  return Math.max(1, Math.ceil((resetMs - Date.now()) / 1000));
}
