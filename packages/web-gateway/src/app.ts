import type { RequestListener } from 'node:http';
import express, { type Express } from 'express';
import type { Audit } from './audit/audit.ts';
import { authenticate } from './auth/authenticate.ts';
import type { TokenDesk } from './auth/token-desk.ts';
import type { Limits } from './config.ts';
import type { Connections } from './connections.ts';
import type { Driver } from './driver/driver-link.ts';
import { ClientLimit } from './http/client-limit.ts';
import { createDoor } from './http/door.ts';
import { checkMayPlay, checkMaySeeStatus, health, list, play, status } from './http/handlers.ts';
import { answerProblem } from './http/problem.ts';
import { ignoreSmallBody } from './http/request-body.ts';
import { ROUTES } from './http/routes.ts';
import { securityHeaders } from './http/security-headers.ts';
import { limitToken } from './http/token-limit.ts';
import type { TrustedProxies } from './trusted-proxies.ts';

export interface AppDependencies {
  readonly audit: Audit;
  readonly connections: Pick<Connections, 'serve'>;
  readonly driver: Driver;
  readonly limits: Limits;
  /** A clock that only goes forward; `performance.now` unless a test needs its own. */
  readonly nowMs?: () => number;
  readonly overTls: boolean;
  readonly proxies: TrustedProxies;
  readonly tokens: TokenDesk;
}

/** A request's way: through the door, where all are refused who have no valid token, and on to one of three rooms. */
export function createApp(dependencies: AppDependencies): RequestListener {
  const { audit, connections, driver, limits, nowMs, overTls, proxies, tokens } = dependencies;
  return createDoor({
    audit,
    authenticate: authenticate(tokens),
    connections,
    failures: new ClientLimit('too_many_failures', limits.failures_per_minute, nowMs),
    headers: securityHeaders(overTls),
    health: health(driver),
    healthChecks: new ClientLimit('too_many_requests', limits.health_checks_per_minute, nowMs),
    ipv6PrefixBits: limits.ipv6_prefix_bits,
    proxies,
    rooms: createRooms(dependencies),
  });
}

/** What a valid token opens, in the order in which a request goes. No body is ever parsed: what to play is in the path. */
function createRooms({ audit, driver, limits, nowMs }: AppDependencies): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', false);
  app.set('query parser', false);
  app.enable('case sensitive routing');
  app.enable('strict routing');

  // First, while the parser stands at the end of the header fields: what is wrong with the body may follow at once.
  app.use(ignoreSmallBody);
  app.use(limitToken(limits.requests_per_minute, nowMs));
  app.post(ROUTES.play.path, checkMayPlay(driver), play(driver));
  app.get(ROUTES.list.path, list(driver));
  app.get(ROUTES.status.path, checkMaySeeStatus, status(driver));
  app.use(answerProblem(audit));
  return app;
}
