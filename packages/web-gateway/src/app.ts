import express, { type Express } from 'express';
import type { Audit } from './audit/audit.ts';
import { authenticate, noteBearer } from './auth/authenticate.ts';
import type { TokenDesk } from './auth/token-desk.ts';
import type { Limits } from './config.ts';
import type { Driver } from './driver/driver-link.ts';
import {
  asking,
  checkMayPlay,
  checkMaySeeStatus,
  health,
  list,
  methodNotAllowed,
  notFound,
  play,
  status,
} from './http/handlers.ts';
import { answerProblem } from './http/problem.ts';
import { limitFailures, limitToken } from './http/rate-limits.ts';
import { ignoreSmallBody } from './http/request-body.ts';
import { beginRequest } from './http/request-context.ts';
import { refuseOddRequests } from './http/request-limits.ts';
import { securityHeaders } from './http/security-headers.ts';

export interface AppDependencies {
  readonly audit: Audit;
  readonly driver: Driver;
  readonly limits: Limits;
  /** A clock that only goes forward; `performance.now` unless a test needs its own. */
  readonly nowMs?: () => number;
  readonly overTls: boolean;
  readonly tokens: TokenDesk;
}

/** A request's way, in the order in which it goes. No body is ever parsed: what to play stands in the path. */
export function createApp({ audit, driver, limits, nowMs, overTls, tokens }: AppDependencies): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', false);
  app.set('query parser', false);
  app.enable('case sensitive routing');
  app.enable('strict routing');

  app.use(beginRequest(audit));
  app.use(securityHeaders(overTls));
  app.use(refuseOddRequests);
  app.get('/healthz', asking('health'));
  app.post('/v1/animations/:id', asking('play'));
  app.get('/v1/animations', asking('list'));
  app.get('/v1/status', asking('status'));
  app.use(ignoreSmallBody);

  app.get('/healthz', health(driver));
  app.all('/healthz', methodNotAllowed('GET, HEAD'));

  const failures = limitFailures(limits.failures_per_minute, nowMs);
  app.use(failures.count);
  const withToken = [authenticate(tokens), failures.forgive, limitToken(limits.requests_per_minute, nowMs)];
  app.post('/v1/animations/:id', withToken, checkMayPlay(driver), play(driver));
  app.get('/v1/animations', withToken, list(driver));
  app.get('/v1/status', withToken, checkMaySeeStatus, status(driver));

  app.all('/v1/animations/:id', methodNotAllowed('POST'));
  app.all(['/v1/animations', '/v1/status'], methodNotAllowed('GET, HEAD'));
  app.use(notFound);
  app.use(noteBearer(tokens), answerProblem(audit));
  return app;
}
