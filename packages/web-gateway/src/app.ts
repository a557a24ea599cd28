import type { RequestListener } from 'node:http';
import Router, { type RequestHandler } from 'router';
import type { AuditLogger } from './audit/audit-logger.ts';
import { authentication, hasRecognizedToken } from './auth/authentication.ts';
import type { TokenVerifier } from './auth/token-verifier.ts';
import type { Driver } from './driver/driver-connection.ts';
import { type RequestContextOptions, requestContext } from './http/context-middleware.ts';
import { FixedWindowStore } from './http/fixed-window-store.ts';
import { keepAlive } from './http/keep-alive.ts';
import { problemHandler } from './http/problem.ts';
import { rateLimiter } from './http/rate-limiter.ts';
import { drainBody } from './http/request-body.ts';
import { hideRefusedTarget, requestForm } from './http/request-form.ts';
import { action, health, list, methodNotAllowed, notFound, play, status } from './http/route-handlers.ts';
import { securityHeaders } from './http/security-headers.ts';
import type { GatewayLimits } from './rate-limits.ts';
import type { TrustedProxies } from './trusted-proxies.ts';

export interface AppDependencies {
  readonly audit: AuditLogger;
  readonly connections: RequestContextOptions['connections'];
  readonly driver: Driver;
  readonly limits: GatewayLimits;
  /** A clock that only goes forward; `performance.now` unless a test needs its own. */
  readonly nowMs?: () => number;
  readonly isTls: boolean;
  readonly proxies: TrustedProxies;
  readonly verifier: TokenVerifier;
}

const MINUTE_MS = 60_000;
const ANY_PATH = /^/;

/**
 * The whole request path, the most frequent route first. It is Express's router (`express.Router` is this very function)
 * without its application: for methods that nothing here calls, that would give each request and response another
 * prototype, which without JIT costs as much as all the rest together.
 */
export function createApp(dependencies: AppDependencies): RequestListener {
  const { audit, connections, driver, isTls, limits, nowMs, proxies, verifier } = dependencies;
  const newStore = (): FixedWindowStore => new FixedWindowStore(MINUTE_MS, nowMs);

  const failures = newStore();
  const clientLimit = rateLimiter({
    code: 'too_many_failures',
    limit: limits.failures_per_minute,
    store: failures,
    keyOf: ({ clientKey }) => clientKey,
    isExempt: hasRecognizedToken(verifier),
  });
  const healthLimit = rateLimiter({
    code: 'too_many_requests',
    limit: limits.health_checks_per_minute,
    store: newStore(),
    keyOf: ({ clientKey }) => clientKey,
  });
  const tokenLimit = rateLimiter({
    code: 'too_many_requests',
    limit: limits.requests_per_minute,
    store: newStore(),
    keyOf: ({ principal }) => principal?.tokenId,
  });
  // In the stack of each route, where a handler costs a third of what one in the router's own stack does.
  const common: readonly RequestHandler[] = [
    keepAlive,
    requestContext({ audit, connections, proxies, ipv6PrefixBits: limits.ipv6_prefix_bits }),
    securityHeaders(isTls),
    requestForm,
  ];
  const authenticated: readonly RequestHandler[] = [
    authentication(verifier, failures),
    tokenLimit,
    drainBody,
  ];

  const router = Router({ caseSensitive: true, strict: true });
  router
    .route('/v1/animations/:id')
    .all(common, action('play'), clientLimit)
    .post(authenticated, play(driver))
    .all(methodNotAllowed('POST'));
  router
    .route('/v1/animations')
    .all(common, action('list'), clientLimit)
    .get(authenticated, list(driver))
    .all(methodNotAllowed('GET, HEAD'));
  router
    .route('/v1/status')
    .all(common, action('status'), clientLimit)
    .get(authenticated, status(driver))
    .all(methodNotAllowed('GET, HEAD'));
  router
    .route('/healthz')
    .all(common, action('health'), healthLimit)
    .get(health(driver))
    .all(methodNotAllowed('GET, HEAD'));
  router.route(ANY_PATH).all(common, clientLimit, notFound);
  router.use(problemHandler(audit));

  return (req, res) => {
    hideRefusedTarget(req);
    router(req, res, rethrow);
  };
}

/** The error handler answers every error; one that it causes itself ends the process. */
function rethrow(error: unknown): void {
  if (error) throw error;
}
