import type { IncomingMessage } from 'node:http';
import { rateLimit } from 'express-rate-limit';
import type { RequestHandler } from 'router';
import type { FixedWindowStore } from './fixed-window-store.ts';
import { HttpProblem } from './http-problem.ts';
import type { HttpProblemCode } from './problem-texts.ts';
import type { RequestContext } from './request-context.ts';

export interface RateLimiterOptions {
  /** What the request over the limit is answered with. */
  readonly code: Extract<HttpProblemCode, 'too_many_failures' | 'too_many_requests'>;
  readonly limit: number;
  readonly store: FixedWindowStore;
  readonly keyOf: (context: RequestContext) => string | undefined;
  /** Admits requests over the limit; asked about those only. */
  readonly isExempt?: (req: IncomingMessage) => boolean;
}

/** express-rate-limit with a problem document and Retry-After as its answer. */
export function rateLimiter({ code, limit, store, keyOf, isExempt }: RateLimiterOptions): RequestHandler {
  const limiter = rateLimit({
    windowMs: store.windowMs,
    limit,
    store,
    keyGenerator: (_req, res) => keyOf(res.locals as RequestContext) ?? '',
    standardHeaders: false,
    legacyHeaders: false,
    handler: (req, res, next) => {
      if (isExempt?.(req)) return next();
      const seconds = Math.ceil(store.remainingMs(keyOf(res.locals as RequestContext) ?? '') / 1000);
      next(new HttpProblem(code, code, { 'Retry-After': String(Math.max(1, seconds)) }));
    },
  });
  // Its type asks for the request of an Express application, of which it uses nothing with a key generator and a handler.
  return limiter as unknown as RequestHandler;
}
