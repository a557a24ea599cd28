import type { RequestListener } from 'node:http';
import type { Request, RequestHandler, Response } from 'express';
import type { AuditLogger } from '../audit/audit-logger.ts';
import { rateLimitKey } from '../client-address.ts';
import type { ConnectedClient, ConnectionTracker } from '../connection-tracker.ts';
import type { TrustedProxies } from '../trusted-proxies.ts';
import type { ClientLimit } from './client-limit.ts';
import { admitNext, closeAfterResponse } from './keep-alive.ts';
import { HttpProblem, type HttpProblemCode, sendProblem } from './problem.ts';
import { hasBody, watchBody } from './request-body.ts';
import { createRequestContext, type RequestContext } from './request-context.ts';
import { checkRequestForm } from './request-form.ts';
import { allowsMethod, matchRoute, ROUTES } from './routes.ts';
import type { RawHeaders } from './security-headers.ts';

export interface RequestHandlerOptions {
  readonly audit: AuditLogger;
  /** Notes whose request it is. @throws {HttpProblem} for one without a valid token */
  readonly authenticate: (req: Request, res: Response) => void;
  readonly connections: Pick<ConnectionTracker, 'trackRequest'>;
  readonly failureLimit: ClientLimit;
  /** Of every answer. */
  readonly headers: RawHeaders;
  readonly health: (res: Response) => void;
  readonly healthCheckLimit: ClientLimit;
  readonly ipv6PrefixBits: number;
  readonly proxies: TrustedProxies;
  /** Where those go who may come in. Hears only of requests with a valid token, for a path and a method that there are. */
  readonly routes: RequestHandler;
}

type RequestClient = Pick<ConnectedClient, 'address' | 'key'>;

/** Whose connection is not trusted with another request: nothing says where that would begin, or what it is for. */
const CONNECTION_CLOSING_CODES: ReadonlySet<HttpProblemCode> = new Set([
  'bad_request',
  'content_too_large',
  'expectation_failed',
  'header_fields_too_large',
  'uri_too_long',
]);

const RATE_LIMIT_CODES: ReadonlySet<HttpProblemCode> = new Set(['too_many_failures', 'too_many_requests']);

/**
 * Everything that happens before it is known who asks, without Express: what strangers get costs next to nothing, and
 * what they send reaches little code.
 */
export function createRequestHandler(options: RequestHandlerOptions): RequestListener {
  const { audit, connections, headers, routes } = options;
  return (incoming, outgoing) => {
    // Its types say more than they are: only an application of Express would make them that. `locals` is all that is used.
    const [req, res] = [incoming as Request, outgoing as Response];
    if (!admitNext(req, res)) return;
    const connectedClient = connections.trackRequest(req, res);
    const client = clientOf(req, connectedClient, options);
    const context = createRequestContext(req, res, (client ?? connectedClient).address, headers, audit);
    try {
      if (preAuthenticate(req, res, context, client, options)) routes(req, res, rethrow);
    } catch (error) {
      if (!(error instanceof HttpProblem)) throw error;
      // A flood shall need a new connection for each request; through a proxy it would be the proxy's.
      const isFlood = RATE_LIMIT_CODES.has(error.code) && !connectedClient.isProxy;
      if (isFlood || CONNECTION_CLOSING_CODES.has(error.code) || hasBody(req)) closeAfterResponse(req, res);
      sendProblem(res, error);
    }
  };
}

/**
 * True for a request with a valid token. False if it is answered already.
 *
 * @throws {HttpProblem}
 */
function preAuthenticate(
  req: Request,
  res: Response,
  context: RequestContext,
  client: RequestClient | undefined,
  { authenticate, failureLimit, health, healthCheckLimit }: RequestHandlerOptions,
): boolean {
  const { route, animation } = matchRoute(req.url);
  if (route) context.action = route.action;
  if (animation) context.animation = animation;
  checkRequestForm(req);
  if (!client) throw new HttpProblem('bad_request', 'forwarded_for');
  const { key } = client;
  (route === ROUTES.health ? healthCheckLimit : failureLimit).consume(key);
  if (!route) throw new HttpProblem('not_found', 'unknown_path');
  if (!allowsMethod(route, req.method))
    throw new HttpProblem('method_not_allowed', 'wrong_method', { Allow: route.allow });
  if (route === ROUTES.health) {
    health(res);
    return false;
  }
  try {
    authenticate(req, res);
  } catch (error) {
    if (isServerFault(error)) failureLimit.refund(key);
    throw error;
  }
  failureLimit.refund(key);
  // At once: what is wrong with it may follow in the same breath.
  watchBody(req);
  return true;
}

/** Every error is answered in the rooms; one that comes out of them is of that answer itself. */
function rethrow(error: unknown): void {
  throw error;
}

/** Nobody's token can be judged, so none has failed. */
function isServerFault(error: unknown): boolean {
  return error instanceof HttpProblem && error.code === 'token_registry_unavailable';
}

/** The peer, or whom a proxy speaks for; undefined if what the proxy wrote is no address. */
function clientOf(
  { headers }: Request,
  peer: ConnectedClient,
  { proxies, ipv6PrefixBits }: RequestHandlerOptions,
): RequestClient | undefined {
  if (!peer.isProxy) return peer;
  const address = proxies.clientAddress(peer.address, headers['x-forwarded-for']?.toString());
  return address === undefined ? undefined : { address, key: rateLimitKey(address, ipv6PrefixBits) };
}
