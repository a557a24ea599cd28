import type { RequestHandler, Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import { FixedWindowStore } from './fixed-window-store.ts';
import { HttpProblem } from './problem.ts';
import { contextOf } from './request-context.ts';

const WINDOW_MS = 60_000;

/** After authentication: a token, stolen or in a loop, plays at a bounded rate from wherever it is used. */
export function tokenLimit(perMinute: number, nowMs?: () => number): RequestHandler {
  const store = new FixedWindowStore(WINDOW_MS, nowMs);
  const keyOf = (res: Response): string => contextOf(res).principal?.tokenId ?? '';
  return rateLimit({
    windowMs: WINDOW_MS,
    limit: perMinute,
    store,
    keyGenerator: (_req, res) => keyOf(res),
    standardHeaders: false,
    legacyHeaders: false,
    handler: (_req, res) => {
      const seconds = Math.max(1, Math.ceil(store.remainingMs(keyOf(res)) / 1000));
      throw new HttpProblem('too_many_requests', 'too_many_requests', { 'Retry-After': String(seconds) });
    },
  });
}
