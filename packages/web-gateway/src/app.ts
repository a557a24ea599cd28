import type { KeyObject } from 'node:crypto';
import express, { type Express } from 'express';
import type { Audit } from './audit/audit.ts';
import { authenticate } from './auth/authenticate.ts';
import type { RegistryFile } from './auth/registry.ts';
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
import { beginRequest } from './http/request-context.ts';
import { ignoreSmallBody, refuseOddRequests } from './http/request-limits.ts';
import { securityHeaders } from './http/security-headers.ts';

export interface AppDependencies {
  readonly audit: Audit;
  readonly driver: Driver;
  readonly limits: Limits;
  readonly overTls: boolean;
  readonly publicKey: KeyObject;
  readonly registry: RegistryFile;
}

/** A request's way, in the order in which it goes. No body is ever parsed: what to play stands in the path. */
export function createApp({ audit, driver, limits, overTls, publicKey, registry }: AppDependencies): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', false);
  app.set('query parser', false);
  app.enable('case sensitive routing');
  app.enable('strict routing');

  app.use(beginRequest(audit));
  app.use(securityHeaders(overTls));
  app.use(refuseOddRequests, ignoreSmallBody);

  app.get('/healthz', asking('health'), health(driver));

  app.use(limitFailures(limits.failures_per_minute));
  const withToken = [authenticate(publicKey, registry), limitToken(limits.requests_per_minute)];
  app.post('/v1/animations/:id', asking('play'), withToken, checkMayPlay(driver), play(driver));
  app.get('/v1/animations', asking('list'), withToken, list(driver));
  app.get('/v1/status', asking('status'), withToken, checkMaySeeStatus, status(driver));

  app.all('/v1/animations/:id', methodNotAllowed('POST'));
  app.all(['/v1/animations', '/v1/status', '/healthz'], methodNotAllowed('GET, HEAD'));
  app.use(notFound);
  app.use(answerProblem(audit));
  return app;
}
