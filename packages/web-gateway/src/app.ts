import type { RequestListener } from 'node:http';
import { type RequestHandler, Router } from 'express';
import type { Audit } from './audit/audit.ts';
import { authenticate } from './auth/authenticate.ts';
import type { TokenDesk } from './auth/token-desk.ts';
import type { Limits } from './config.ts';
import type { Connections } from './connections.ts';
import type { Driver } from './driver/driver-link.ts';
import { ClientLimit } from './http/client-limit.ts';
import { createDoor } from './http/door.ts';
import { health, list, play, status } from './http/handlers.ts';
import { answerProblem } from './http/problem.ts';
import { awaitBody } from './http/request-body.ts';
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

/**
 * What a valid token opens, in the order in which a request goes. No body is ever parsed: what to play is in the path.
 *
 * A router, not an application: that would give each request and answer another prototype for methods that nobody here
 * calls, and costs as much as all the rest together where there is no JIT.
 */
function createRooms({ audit, driver, limits, nowMs }: AppDependencies): RequestHandler {
  const rooms = Router({ caseSensitive: true, strict: true });
  // Whatever becomes of its body, a request counts.
  const entrance = [limitToken(limits.requests_per_minute, nowMs), awaitBody];
  rooms.post(ROUTES.play.path, entrance, play(driver));
  rooms.get(ROUTES.list.path, entrance, list(driver));
  rooms.get(ROUTES.status.path, entrance, status(driver));
  rooms.use(() => {
    throw new Error('the door let somebody in for whom there is no room');
  });
  rooms.use(answerProblem(audit));
  return rooms;
}
