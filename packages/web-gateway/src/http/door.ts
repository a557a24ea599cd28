import type { RequestListener } from 'node:http';
import type { Request, RequestHandler, Response } from 'express';
import { clientKey } from '../address.ts';
import type { Audit } from '../audit/audit.ts';
import type { Connections, Peer } from '../connections.ts';
import type { TrustedProxies } from '../trusted-proxies.ts';
import type { ClientLimit } from './client-limit.ts';
import { type ProblemCode, Refusal, sendRefusal } from './problem.ts';
import { hasBody, receiveBody } from './request-body.ts';
import { beginRequest, type RequestContext } from './request-context.ts';
import { checkForm } from './request-limits.ts';
import { answers, ROUTES, readTarget } from './routes.ts';
import type { HeaderFields } from './security-headers.ts';
import { hangUp, takeTurn } from './turns.ts';

export interface DoorParts {
  readonly audit: Audit;
  /** Notes whose request it is. @throws {Refusal} for one without a valid token */
  readonly authenticate: (req: Request, res: Response) => void;
  readonly connections: Pick<Connections, 'serve'>;
  readonly failures: ClientLimit;
  /** Of every answer. */
  readonly headers: HeaderFields;
  readonly health: (res: Response) => void;
  readonly healthChecks: ClientLimit;
  readonly ipv6PrefixBits: number;
  readonly proxies: TrustedProxies;
  /** Where those go who may come in. Hears only of requests with a valid token, for a path and a method that there are. */
  readonly rooms: RequestHandler;
}

type Client = Pick<Peer, 'address' | 'key'>;

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
  const { audit, connections, headers, rooms } = parts;
  return (incoming, outgoing) => {
    // Its types say more than they are: only an application of Express would make them that. `locals` is all that is used.
    const [req, res] = [incoming as Request, outgoing as Response];
    if (!takeTurn(req, res)) return;
    const peer = connections.serve(req, res);
    const client = clientOf(req, peer, parts);
    const context = beginRequest(req, res, (client ?? peer).address, headers, audit);
    try {
      if (admit(req, res, context, client, parts)) rooms(req, res, rethrow);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // A flood shall need a new connection for each request; through a proxy it would be the proxy's.
      const isFlood = FLOOD.has(error.code) && !peer.isProxy;
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
  client: Client | undefined,
  { authenticate, failures, health, healthChecks }: DoorParts,
): boolean {
  const { route, id } = readTarget(req.url);
  if (route) context.what = route.what;
  if (id) context.id = id;
  checkForm(req);
  if (!client) throw new Refusal('bad_request', 'forwarded_for');
  const { key } = client;
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
  // At once: what is wrong with it may follow in the same breath.
  receiveBody(req);
  return true;
}

/** Every error is answered in the rooms; one that comes out of them is of that answer itself. */
function rethrow(error: unknown): void {
  throw error;
}

/** Nobody's token can be judged, so none has failed. */
function isOurFault(error: unknown): boolean {
  return error instanceof Refusal && error.code === 'token_registry_unavailable';
}

/** The peer, or whom a proxy speaks for; undefined if what the proxy wrote is no address. */
function clientOf(
  { headers }: Request,
  peer: Peer,
  { proxies, ipv6PrefixBits }: DoorParts,
): Client | undefined {
  if (!peer.isProxy) return peer;
  const address = proxies.clientBehind(peer.address, headers['x-forwarded-for']?.toString());
  return address === undefined ? undefined : { address, key: clientKey(address, ipv6PrefixBits) };
}
