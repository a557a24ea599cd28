import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { RequestHandler } from 'router';
import { watchBody } from './request-body.ts';

/** A client with more to ask opens another connection. */
const MAX_REQUESTS_PER_CONNECTION = 100;
/** Each of them waits in memory for a response that never comes. Beyond this the connection is destroyed. */
const MAX_IGNORED_REQUESTS = 1_000;

interface Waiting {
  readonly req: IncomingMessage;
  readonly next: () => void;
}

interface ConnectionQueue {
  requests: number;
  /** Not yet authenticated, and not yet answered. */
  current: IncomingMessage | undefined;
  readonly waiting: Waiting[];
}

const queues = new WeakMap<Socket, ConnectionQueue>();

/**
 * Passes pipelined requests on one at a time, each once the one before it is authenticated or answered: what follows a
 * request that closes the connection is never looked at, and a flood on one connection costs one request.
 *
 * Node's own limit on the requests of a connection answers the first one too many without an audit record. Here the last
 * one within the limit is answered with "Connection: close", and the rest are ignored.
 */
export const keepAlive: RequestHandler = (req, res, next) => {
  const queue = queueOf(req.socket);
  queue.requests++;
  // Node's parser discards all bytes of the segment behind such a request, and would take later ones for a new request.
  if (req.headers.upgrade !== undefined)
    queue.requests = Math.max(queue.requests, MAX_REQUESTS_PER_CONNECTION);
  if (queue.requests === MAX_REQUESTS_PER_CONNECTION) res.shouldKeepAlive = false;
  if (queue.requests > MAX_REQUESTS_PER_CONNECTION + MAX_IGNORED_REQUESTS) req.socket.destroy();
  if (queue.requests > MAX_REQUESTS_PER_CONNECTION) return;
  // At once, because a fault in its body can be in the same segment.
  watchBody(req);
  if (queue.current) return void queue.waiting.push({ req, next });
  queue.current = req;
  next();
};

/** Called when a request is authenticated or answered. */
export function admitNext(req: IncomingMessage): void {
  const queue = queueOf(req.socket);
  if (queue.current !== req) return;
  const first = queue.waiting.shift();
  queue.current = first?.req;
  first?.next();
}

/** Makes this request the last of its connection. */
export function closeAfterResponse(req: IncomingMessage, res: ServerResponse): void {
  const queue = queueOf(req.socket);
  queue.requests = Math.max(queue.requests, MAX_REQUESTS_PER_CONNECTION);
  queue.waiting.length = 0;
  // Not a header field, because `shouldKeepAlive` also covers a response whose header is written by Node.
  res.shouldKeepAlive = false;
}

function queueOf(socket: Socket): ConnectionQueue {
  const known = queues.get(socket);
  if (known) return known;
  const queue: ConnectionQueue = { requests: 0, current: undefined, waiting: [] };
  queues.set(socket, queue);
  return queue;
}
