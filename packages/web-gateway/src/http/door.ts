import type { RequestListener } from 'node:http';
import type { Request, Response } from 'express';
import { clientKey, plainAddress } from '../address.ts';
import type { Audit } from '../audit/audit.ts';
import type { Connections } from '../connections.ts';
import type { TrustedProxies } from '../trusted-proxies.ts';
import type { ClientLimit } from './client-limit.ts';
import { type ProblemCode, Refusal, sendRefusal } from './problem.ts';
import { hasBody } from './request-body.ts';
import { beginRequest, type RequestContext } from './request-context.ts';
import { checkForm } from './request-limits.ts';
import { answers, ROUTES, readTarget } from './routes.ts';
import { hangUp, takeTurn } from './turns.ts';

export interface DoorParts {
  readonly audit: Audit;
  /** Notes whose request it is. @throws {Refusal} for one without a valid token */
  readonly authenticate: (req: Request, res: Response) => void;
  readonly connections: Pick<Connections, 'serve'>;
  readonly failures: ClientLimit;
  readonly headers: ReadonlyMap<string, string>;
  readonly health: (res: Response) => void;
  readonly healthChecks: ClientLimit;
  readonly ipv6PrefixBits: number;
  readonly proxies: TrustedProxies;
  /** Where those go who may come in. Hears only of requests with a valid token, for a path and a method that there are. */
  readonly rooms: RequestListener;
}

/** Whose connection is not trusted with another request: nothing says where that would begin, or what it is for. */
const LAST_OF_CONNECTION: ReadonlySet<ProblemCode> = new Set([
  'bad_request',
  'content_too_large',
  'expectation_failed',
  'header_fields_too_large',
  'uri_too_long',
]);

const FLOOD: ReadonlySet<ProblemCode> = new Set(['too_many_failures', 'too_many_requests']);

/**
 * Everything that happens before it is known who asks, without Express: what strangers get costs next to nothing, and
 * what they send reaches little code.
 */
export function createDoor(parts: DoorParts): RequestListener {
  const { audit, connections, headers, proxies, rooms } = parts;
  return (incoming, outgoing) => {
    // Express makes of them what its types say, once they come to it. Until then, `locals` is all that is used of that.
    const [req, res] = [incoming as Request, outgoing as Response];
    if (!takeTurn(req, res)) return;
    connections.serve(res);
    const peer = plainAddress(req.socket.remoteAddress);
    const isForwarded = proxies.has(peer);
    const client = isForwarded ? proxies.clientBehind(peer, forwardedFor(req)) : peer;
    const context = beginRequest(req, res, client ?? peer, audit);
    for (const [name, value] of headers) res.setHeader(name, value);
    try {
      if (admit(req, res, context, client, parts)) rooms(req, res);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // A flood shall need a new connection for each request; through a proxy it would be the proxy's.
      const isFlood = FLOOD.has(error.code) && !isForwarded;
      if (isFlood || LAST_OF_CONNECTION.has(error.code) || hasBody(req)) hangUp(req, res);
      sendRefusal(res, error);
    }
  };
}

/**
 * True for a request with a valid token. False if it is answered already.
 *
 * @throws {Refusal}
 */
function admit(
  req: Request,
  res: Response,
  context: RequestContext,
  client: string | undefined,
  { authenticate, failures, health, healthChecks, ipv6PrefixBits }: DoorParts,
): boolean {
  const { route, id } = readTarget(req.url);
  if (route) context.what = route.what;
  if (id) context.id = id;
  checkForm(req);
  if (client === undefined) throw new Refusal('bad_request', 'forwarded_for');
  const key = clientKey(client, ipv6PrefixBits);
  (route === ROUTES.health ? healthChecks : failures).count(key);
  if (!route) throw new Refusal('not_found', 'unknown_path');
  if (!answers(route, req.method))
    throw new Refusal('method_not_allowed', 'wrong_method', { Allow: route.allow });
  if (route === ROUTES.health) {
    health(res);
    return false;
  }
  try {
    authenticate(req, res);
  } catch (error) {
    if (isOurFault(error)) failures.forgive(key);
    throw error;
  }
  failures.forgive(key);
  return true;
}

/** Nobody's token can be judged, so none has failed. */
function isOurFault(error: unknown): boolean {
  return error instanceof Refusal && error.code === 'token_registry_unavailable';
}

function forwardedFor({ headers }: Request): string | undefined {
  return headers['x-forwarded-for']?.toString();
}
