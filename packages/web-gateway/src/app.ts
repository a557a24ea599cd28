import type { RequestListener } from 'node:http';
import { type RequestHandler, Router } from 'express';
import type { AuditLogger } from './audit/audit-logger.ts';
import { authentication } from './auth/authentication.ts';
import type { TokenVerifier } from './auth/token-verifier.ts';
import type { ConnectionTracker } from './connection-tracker.ts';
import type { Driver } from './driver/driver-connection.ts';
import type { GatewayLimits } from './gateway-config.ts';
import { ClientLimit } from './http/client-limit.ts';
import { problemHandler } from './http/problem.ts';
import { drainBody } from './http/request-body.ts';
import { createRequestHandler } from './http/request-handler.ts';
import { health, list, play, status } from './http/route-handlers.ts';
import { ROUTES } from './http/routes.ts';
import { securityHeaders } from './http/security-headers.ts';
import { tokenLimit } from './http/token-limit.ts';
import type { TrustedProxies } from './trusted-proxies.ts';

export interface AppDependencies {
  readonly audit: AuditLogger;
  readonly connections: Pick<ConnectionTracker, 'trackRequest'>;
  readonly driver: Driver;
  readonly limits: GatewayLimits;
  /** A clock that only goes forward; `performance.now` unless a test needs its own. */
  readonly nowMs?: () => number;
  readonly isTls: boolean;
  readonly proxies: TrustedProxies;
  readonly verifier: TokenVerifier;
}

/** A request's way: through the door, where all are refused who have no valid token, and on to one of three rooms. */
export function createApp(dependencies: AppDependencies): RequestListener {
  const { audit, connections, driver, limits, nowMs, isTls, proxies, verifier } = dependencies;
  return createRequestHandler({
    audit,
    authenticate: authentication(verifier),
    connections,
    failureLimit: new ClientLimit('too_many_failures', limits.failures_per_minute, nowMs),
    headers: securityHeaders(isTls),
    health: health(driver),
    healthCheckLimit: new ClientLimit('too_many_requests', limits.health_checks_per_minute, nowMs),
    ipv6PrefixBits: limits.ipv6_prefix_bits,
    proxies,
    routes: createRoutes(dependencies),
  });
}

/**
 * What a valid token opens, in the order in which a request goes. No body is ever parsed: what to play is in the path.
 *
 * A router, not an application: that would give each request and answer another prototype for methods that nobody here
 * calls, and costs as much as all the rest together where there is no JIT.
 */
function createRoutes({ audit, driver, limits, nowMs }: AppDependencies): RequestHandler {
  const router = Router({ caseSensitive: true, strict: true });
  // Whatever becomes of its body, a request counts.
  const middleware = [tokenLimit(limits.requests_per_minute, nowMs), drainBody];
  router.post(ROUTES.play.path, middleware, play(driver));
  router.get(ROUTES.list.path, middleware, list(driver));
  router.get(ROUTES.status.path, middleware, status(driver));
  router.use(() => {
    throw new Error('the door let somebody in for whom there is no room');
  });
  router.use(problemHandler(audit));
  return router;
}
